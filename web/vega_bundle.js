// What the report page needs of Vega, as one global: DlrrVega.embed(element, spec, options).
// Expressions are interpreted, never compiled, so that the page's policy can forbid eval.
import vegaEmbed from 'vega-embed';
import {expressionInterpreter} from 'vega-interpreter';

export function embed(element, spec, options) {
  return vegaEmbed(element, spec, {...options, ast: true, expr: expressionInterpreter});
}
