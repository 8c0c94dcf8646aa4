/** The page in which scenarios are written may ask what the inspector may. */
import { hostMethods } from '../core/host.ts'
import { expose } from './expose.ts'

expose(hostMethods)
