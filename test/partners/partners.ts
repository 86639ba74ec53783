import { DEFAULT_OPTIONS, type PartnerProfile } from '../../src/partners/profile.js';

const own = { id: '110012345A', providerId: '110012345', serviceLocation: 'A' };
const linked = { id: '110054321B', providerId: '110054321', serviceLocation: 'B' };

/** A partner with its own location and one it was linked to. */
export function partner(changes: Partial<PartnerProfile> = {}): PartnerProfile {
  return {
    id: 'clinic',
    name: 'Clinic',
    kind: 'provider',
    interchangeQualifier: 'ZZ',
    interchangeId: '110012345A',
    applicationIds: ['110012345A'],
    location: own,
    providers: [
      { location: own, npis: ['1887004129'] },
      { location: linked, npis: ['1992000007', '1993000005'] },
    ],
    allowances: [],
    options: DEFAULT_OPTIONS,
    ...changes,
  };
}
