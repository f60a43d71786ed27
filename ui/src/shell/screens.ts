/** Which component shows which place. A slice adds its line here; a place without one shows what the duty is. */
import type { Component } from 'svelte'
import type { PlaceOf, ScreenName } from '../lib/places.svelte'
import Calls from '../pickup/calls/Calls.svelte'
import NewOrder from '../pickup/orders/NewOrder.svelte'
import OrderScreen from '../pickup/orders/OrderScreen.svelte'
import Paper from '../pickup/papers/Paper.svelte'
import Home from './Home.svelte'

type Screens = { [Name in ScreenName]?: Component<{ place: PlaceOf<Name> }> | Component }

export const screens: Screens = {
  home: Home,
  order: OrderScreen,
  addOrder: NewOrder,
  calls: Calls,
  paper: Paper,
}
