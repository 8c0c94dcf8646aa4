/** The inspector may ask the machine for everything there is. */
import { hostMethods } from '../core/host.ts'
import { expose } from './expose.ts'

expose(hostMethods)
