/** The page of a hyperty window. */
import '../freeze.ts'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { useHyperty } from '../stores/hyperty.ts'
import '../style/base.css'
import '../style/flash.css'
import '../style/peer.css'
import HypertyPage from './HypertyPage.vue'
import { hearPlayed } from './played.ts'

const app = createApp(HypertyPage).use(createPinia())
app.mount('#app')
const hyperty = useHyperty()
hearPlayed({ object: hyperty.object, show: (url) => (hyperty.selectedUrl = url) })
await hyperty.connect()
