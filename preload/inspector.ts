/** The inspector may ask the machine for everything there is; and a session file that is dropped on it is opened. */
import { hostMethods } from '../core/host.ts'
import { tellDrops } from './drops.ts'
import { expose } from './expose.ts'

expose(hostMethods)
tellDrops()
