import { withoutWeight } from './read-serve';
import type { ServeDocument, TargetingDocument } from './targeting-document';

/** The document with a weight for each of `variations` and no other; what stays is left as it is. Source: access-model C-5. */
export function followVariations(document: TargetingDocument, variations: readonly string[]): TargetingDocument {
  const listed = document.fallthrough.weights.map(({ variation }) => variation);
  if (listed.length === variations.length && variations.every((key) => listed.includes(key))) return document;
  return {
    ...document,
    rules: document.rules.map((rule) => ({ ...rule, serve: followed(rule.serve, variations) })),
    fallthrough: followed(document.fallthrough, variations),
  };
}

function followed(serve: ServeDocument, variations: readonly string[]): ServeDocument {
  const kept = serve.weights.filter(({ variation }) => variations.includes(variation));
  const added = variations.filter((key) => !serve.weights.some(({ variation }) => variation === key));
  return { ...serve, weights: [...kept, ...added.map(withoutWeight)] };
}
