/** Imported before all else by a page that holds what others write: freezes its basic prototypes. */
import { freezePrototypes } from '../core/freeze.ts'

freezePrototypes()
