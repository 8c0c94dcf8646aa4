/** The page of an inspector window. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { useInspector } from '../stores/inspector.ts'
import '../style/base.css'
import InspectorPage from './InspectorPage.vue'

const app = createApp(InspectorPage).use(createPinia())
app.mount('#app')
await useInspector().connect()
