/** How much of a guide the valid files show. Small ones come first: most inputs are grown from them. */
const SHAPES = [
  { kind: 'minimal' },
  { kind: 'minimal', sets: 3 },
  { kind: 'minimal', seed: 7 },
  { kind: 'mixed', seed: 1, repeats: 2 },
  { kind: 'mixed', seed: 2, repeats: 1, sets: 2 },
  { kind: 'mixed', seed: 3, repeats: 3 },
  { kind: 'maximal', repeats: 1 },
];

/** Valid interchanges of the guides, as `{ guideId, sets, bytes }`; `guideIds` as in the index. */
export function validFiles(library, guideIds) {
  const { schemas, exampleInterchange } = library;
  return guideIds.flatMap((guideId) => {
    const guide = schemas.guide(guideId);
    return SHAPES.map((shape) => ({
      guideId,
      sets: shape.sets ?? 1,
      bytes: Buffer.from([...exampleInterchange(guide, schemas, shape)].join(''), 'latin1'),
    }));
  });
}

/** Ids of the guides that have interchanges of their own: all of the index. */
export const allGuideIds = ({ schemas }) => schemas.guideIndex.map(({ id }) => id);
