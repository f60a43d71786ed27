/** Which component shows which place. A slice adds its line here; a place without one is home. */
import type { Component } from 'svelte'
import Backups from '../backups/Backups.svelte'
import Board from '../discrepancies/Board.svelte'
import Discrepancy from '../discrepancies/Discrepancy.svelte'
import Hunt from '../discrepancies/Hunt.svelte'
import Stalled from '../discrepancies/Stalled.svelte'
import Everything from '../exchange/Everything.svelte'
import Import from '../exchange/Import.svelte'
import type { PlaceOf, ScreenName } from '../lib/places.svelte'
import AddPerson from '../pickup/AddPerson.svelte'
import AddPrescription from '../pickup/AddPrescription.svelte'
import ChangePerson from '../pickup/ChangePerson.svelte'
import CheckInWalkIn from '../pickup/CheckInWalkIn.svelte'
import Calls from '../pickup/calls/Calls.svelte'
import HandOver from '../pickup/HandOver.svelte'
import Whose from '../pickup/lenses/Whose.svelte'
import MergePeople from '../pickup/MergePeople.svelte'
import Owed from '../pickup/Owed.svelte'
import NewOrder from '../pickup/orders/NewOrder.svelte'
import OrderScreen from '../pickup/orders/OrderScreen.svelte'
import Person from '../pickup/Person.svelte'
import Paper from '../pickup/papers/Paper.svelte'
import Visit from '../pickup/Visit.svelte'
import Due from '../promises/Due.svelte'
import LetterPage from '../recovery/Letter.svelte'
import Practice from '../recovery/Practice.svelte'
import Scenarios from '../recovery/Scenarios.svelte'
import Retention from '../retention/Retention.svelte'
import LookAlikeReport from '../settings/LookAlikeReport.svelte'
import Settings from '../settings/Settings.svelte'
import StaffScreen from '../settings/StaffScreen.svelte'
import Home from './Home.svelte'

type Screens = { [Name in ScreenName]?: Component<{ place: PlaceOf<Name> }> | Component }

export const screens: Screens = {
  home: Home,
  order: OrderScreen,
  hunt: Hunt,
  addOrder: NewOrder,
  calls: Calls,
  paper: Paper,
  handOver: HandOver,
  person: Person,
  addPerson: AddPerson,
  addPrescription: AddPrescription,
  changePerson: ChangePerson,
  merge: MergePeople,
  checkIn: CheckInWalkIn,
  visit: Visit,
  stuck: Stalled,
  promises: Due,
  discrepancies: Board,
  discrepancy: Discrepancy,
  letter: LetterPage,
  owed: Owed,
  whose: Whose,
  practice: Practice,
  scenarios: Scenarios,
  import: Import,
  backups: Backups,
  everything: Everything,
  retention: Retention,
  settings: Settings,
  staff: StaffScreen,
  lookAlikes: LookAlikeReport,
}
