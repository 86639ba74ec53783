/**
 * A prior authorization that is not decided yet, as a condition; `prior_authorization_by_status` and the clock's partial
 * index are made for these words. Steps of the ledger repeat them, since a step that has run is never changed.
 */
export const IS_OPEN = "status IN ('ready-for-review', 'in-review', 'deferred', 'additional-information-received')";
