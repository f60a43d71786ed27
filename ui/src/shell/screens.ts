/** Which component shows which place. A slice adds its line here; a place without one shows what the duty is. */
import type { Component } from 'svelte'
import type { PlaceOf, ScreenName } from '../lib/places.svelte'
import OrderScreen from '../pickup/orders/OrderScreen.svelte'
import Home from './Home.svelte'

type Screens = { [Name in ScreenName]?: Component<{ place: PlaceOf<Name> }> | Component }

export const screens: Screens = {
  home: Home,
  order: OrderScreen,
}
