/** The page of the window in which scenarios are written. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '../style/base.css'
import ScenarioPage from './ScenarioPage.vue'

createApp(ScenarioPage).use(createPinia()).mount('#app')
