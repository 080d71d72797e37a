/** A list of packages that ends inside quotes or brackets. */
export class UnclosedError extends Error {
  constructor(readonly opened: string) {
    super(`unclosed ${opened}`);
    this.name = 'UnclosedError';
  }
}

const OPERATOR = /^[<>=!~]/;
const VERSIONED = /[<>=!~]/;
/** What people copy along: `!pip install numpy`, `$ conda install numpy`. */
const COMMAND =
  /^\s*[!%$]?\s*((python3?|py)\s+-m\s+)?(uv\s+)?(conda|mamba|micromamba|pip3?)\s+install\s+(?=\S)/;
const CLOSERS: Record<string, string> = { '"': '"', "'": "'", '[': ']' };

/**
 * The packages of a text as people write it: separated by blanks or commas, unless these stand in
 * quotes, in brackets or inside of a version (`numpy >=1.26,<2`). The command that would install
 * them is no part of them.
 *
 * @throws UnclosedError where a quote or a bracket is left open.
 */
export function splitSpecs(text: string): string[] {
  const specs: string[] = [];
  for (const { word, comma } of splitWords(text.replace(COMMAND, ''))) {
    const last = specs.at(-1);
    if (last !== undefined && comma && continuesVersion(last, word)) {
      specs[specs.length - 1] = `${last},${word}`;
    } else if (last !== undefined && !comma && OPERATOR.test(word)) {
      specs[specs.length - 1] = `${last} ${word}`;
    } else if (last !== undefined && !comma && endsInOperator(last)) {
      specs[specs.length - 1] = `${last}${word}`;
    } else {
      specs.push(word);
    }
  }
  return specs;
}

/** The word around a position of a text, and where it stands. */
export function wordAt(
  text: string,
  position: number
): { word: string; start: number; end: number } {
  const start = text.slice(0, position).search(/[^\s,"']*$/);
  const end = position + text.slice(position).search(/[\s,"']|$/);
  return { word: text.slice(start, end), start, end };
}

function continuesVersion(spec: string, word: string): boolean {
  return OPERATOR.test(word) || (VERSIONED.test(spec) && /^\d/.test(word));
}

function endsInOperator(spec: string): boolean {
  return OPERATOR.test(spec.slice(-1));
}

interface IWord {
  word: string;
  /** Whether a comma stands before it. */
  comma: boolean;
}

function splitWords(text: string): IWord[] {
  const words: IWord[] = [];
  let word = '';
  let comma = false;
  const end = () => {
    if (word !== '') {
      words.push({ word, comma });
      word = '';
      comma = false;
    }
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    const closer = CLOSERS[letter];
    if (closer) {
      const close = text.indexOf(closer, at + 1);
      if (close < 0) {
        throw new UnclosedError(letter);
      }
      word +=
        letter === '[' ? text.slice(at, close + 1) : text.slice(at + 1, close);
      at = close;
    } else if (/[\s,]/.test(letter)) {
      end();
      comma ||= letter === ',';
    } else {
      word += letter;
    }
  }
  end();
  return words;
}
