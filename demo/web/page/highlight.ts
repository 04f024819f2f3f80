const TOKEN =
  /(?<string>'[^']*')|(?<keyword>\b(?:import|from|const)\b)|(?<number>\b\d[\d_.]*)|(?<call>\w+(?=\())/g;

/** Colours the few kinds of words that the code of the page has. */
export function highlight(code: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const { index, 0: word, groups = {} } of code.matchAll(TOKEN)) {
    const token = document.createElement('span');
    token.className = `token-${Object.keys(groups).find((name) => groups[name] !== undefined) ?? ''}`;
    token.textContent = word;
    nodes.push(new Text(code.slice(end, index)), token);
    end = index + word.length;
  }
  return [...nodes, new Text(code.slice(end))];
}
