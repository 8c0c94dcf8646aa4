/** The page of the window in which models are compared. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { useComparison } from '../stores/comparison.ts'
import '../style/base.css'
import ComparePage from './ComparePage.vue'

const app = createApp(ComparePage).use(createPinia())
app.mount('#app')
await useComparison().connect()
