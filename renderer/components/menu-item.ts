/** What a menu is made of: plain data, so that a page can build it from its state. */
import type { Component } from 'vue'

export type MenuItem =
  | {
      readonly kind?: 'item'
      readonly id: string
      readonly label: string
      readonly icon?: Component
      /** The key that does the same. */
      readonly hint?: string | undefined
      readonly disabled?: boolean
      readonly danger?: boolean
      /** Present for an item that is on or off. */
      readonly checked?: boolean
      readonly items?: readonly MenuItem[]
    }
  | { readonly kind: 'separator'; readonly id: string }
  | { readonly kind: 'label'; readonly id: string; readonly label: string }
