/** What a comparison window may ask of the machine; which of it is granted, main decides. */
import { hostMethods } from '../core/host.ts'
import { expose } from './expose.ts'

expose(hostMethods)
