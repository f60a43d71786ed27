-- Records that are kept no longer are removed one by one: whatever may point to one is looked up, not searched for.
CREATE INDEX external_ids_subject ON external_ids (subject);
CREATE INDEX import_effects_subject ON import_effects (subject);
CREATE INDEX hand_overs_visit ON hand_overs (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX hand_overs_scanned ON hand_overs (scanned_order) WHERE scanned_order IS NOT NULL;
CREATE INDEX hand_overs_contact ON hand_overs (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX owed_visits_order ON owed_visits (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX owed_visits_done ON owed_visits (done_by_visit) WHERE done_by_visit IS NOT NULL;
CREATE INDEX visits_owed ON visits (owed_visit_id) WHERE owed_visit_id IS NOT NULL;
CREATE INDEX discrepancies_part ON discrepancies (part_id) WHERE part_id IS NOT NULL;
CREATE INDEX discrepancies_visit ON discrepancies (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX discrepancies_again ON discrepancies (again_of) WHERE again_of IS NOT NULL;
CREATE INDEX searches_part ON searches (part_id);
CREATE INDEX sides_order ON discrepancy_sides (order_id);
CREATE INDEX remakes_discrepancy ON remakes (discrepancy_id) WHERE discrepancy_id IS NOT NULL;
CREATE INDEX promises_order ON promises (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX promises_moved ON promises (moved_from) WHERE moved_from IS NOT NULL;
CREATE INDEX choices_promise ON recovery_choices (promise_id) WHERE promise_id IS NOT NULL;
CREATE INDEX orders_prescription ON orders (prescription_id) WHERE prescription_id IS NOT NULL;
