/** Imported before all else by main: freezes its basic prototypes, so that nothing read later can reach them. */
import { freezePrototypes } from '../core/freeze.ts'

freezePrototypes()
