/** The parts of the product that the fuzzer and the scaling table drive, by module. */
const MODULES = {
  'convert/json-to-x12': ['JsonToX12'],
  'convert/refusal': ['ConversionRefused'],
  'convert/x12-to-json': ['X12ToJson'],
  'examination/examine-file': ['FileExaminer'],
  'guides/compiled-guides': ['compiledGuide'],
  'guides/instance': ['instanceOf'],
  'guides/instance-interchange': ['exampleInterchange'],
  'guides/load': ['defaultSchemasRoot', 'loadSchemas'],
  'findings/policy': ['DEFAULT_POLICY'],
  'partners/profile': ['DEFAULT_OPTIONS'],
  'report/element-protection': ['protectionOf'],
  'report/html/collector': ['ReportCollector'],
  'report/html/page': ['renderHtmlReport'],
  'report/text': ['findingText'],
  'respond/acknowledgment-999': ['is999Due', 'render999'],
  'respond/reply-envelope': ['isAddressed', 'replyAddress'],
  'respond/ta1': ['isTa1Due', 'renderTa1'],
  'rules/load': ['withRuleKinds'],
  'validate/unit-reader': ['UnitReader'],
  'x12/tokenizer': ['Tokenizer'],
};

/**
 * The library as one object. `importModule` takes a path below the product's root without extension, such as
 * `x12/tokenizer`, and gives the module: of `dist/` here, of `src/` in the tests.
 */
export async function loadLibrary(importModule) {
  const library = {};
  for (const [path, names] of Object.entries(MODULES)) {
    const module = await importModule(path);
    for (const name of names) {
      if (module[name] === undefined) throw new TypeError(`${path} exports no ${name}`);
      library[name] = module[name];
    }
  }
  return { ...library, schemas: library.withRuleKinds(library.loadSchemas(library.defaultSchemasRoot())) };
}

/** A module of the built product. */
export const builtModule = (path) => import(new URL(`../../../dist/${path}.js`, import.meta.url));
