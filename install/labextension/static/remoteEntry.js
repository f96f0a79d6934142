// A JupyterLab extension (Lab 4 and Notebook 7) that colours andor's cells.
//
// JupyterLab loads a prebuilt extension as a module federation container: an object with
// init(shareScope) and get(module), under its package's name in _JUPYTERLAB. This file is
// that container, written by hand, so that nothing has to be built and nothing bundled:
// what it needs of CodeMirror and of JupyterLab, it takes from the page.
(() => {
  'use strict';

  // The words are written by `go generate ./install` from go/token and dsl.
  /* words begin */
  const GO_WORDS = 'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var';
  const LAYER_WORDS = 'conv down elu fc image linear lrelu normal relu sigmoid tanh topk up';
  const FIELD_WORDS = 'actor batch beta1 class clip critic crop crops data flip from guard iterations langevin minutes noise number range rate repeat resize save seed shuffle side sigma size skip split square step steps take weight x y';
  const VALUE_WORDS = 'all bicubic bilinear box cars celeba centre channel cifar10 deepfashion fashiongan lanczos landmarks lsun mnist none off on pad position scenes test train val whole';
  /* words end */

  const set = words => new Set(words.split(' '));
  const goKeywords = set(GO_WORDS);
  const goAtoms = set('true false nil iota');
  const goTypes = set('bool byte complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr any');
  const layers = set(LAYER_WORDS);
  const fields = set(FIELD_WORDS);
  const values = set(VALUE_WORDS);
  const header = /^(net|data|train)(?=[ \t]+[\p{L}_][\p{L}\p{N}_]*[ \t]*\{)/u;
  const letHeader = /^let(?=[ \t]+[\p{L}_][\p{L}\p{N}_]*[ \t]*=(?!=))/u;
  const word = /^[\p{L}_][\p{L}\p{N}_]*/u;
  const number = /^(0[xX][0-9a-fA-F_]+|0[bB][01_]+|[0-9][0-9_]*(x[0-9]+)+|[0-9][0-9_]*(\.[0-9][0-9_]*)?([eE][+-]?[0-9]+)?)/;

  // The state of the tokenizer, from line to line:
  //   block    'net', 'data', 'train' or 'let' inside a block, '' in Go
  //   depth    open braces of the block
  //   brackets open Go brackets: a block begins outside all of them
  //   until    '`' in a raw string, '*/' in a comment, '' elsewhere
  //   naming   the next word is the name that the block declares
  //   first    nothing of the line was read yet
  const parser = {
    name: 'andor',
    startState: () => ({ block: '', depth: 0, brackets: 0, until: '', naming: false, first: true }),
    copyState: s => ({ ...s }),
    languageData: {
      commentTokens: { line: '//' },
      closeBrackets: { brackets: ['(', '[', '{', '"', '`'] },
      indentOnInput: /^\s*[)}\]]$/
    },
    indent: (s, after, context) => {
      const open = s.block ? s.depth : s.brackets;
      return Math.max(0, open - (/^\s*[)}\]]/.test(after) ? 1 : 0)) * context.unit;
    },
    token: (stream, s) => {
      if (stream.sol()) {
        s.first = true;
        s.naming = false;
        if (s.block === 'let') s.block = '';
      }
      if (s.until) return rest(stream, s);
      if (stream.eatSpace()) return null;
      const first = s.first;
      s.first = false;
      if (stream.match('//')) {
        stream.skipToEnd();
        return 'comment';
      }
      if (!s.block && first && s.brackets === 0) {
        const m = stream.match(header) || stream.match(letHeader);
        if (m) {
          s.block = m[0];
          s.depth = 0;
          s.naming = true;
          return 'keyword';
        }
        if (stream.match(/^[%!]/)) {
          stream.skipToEnd();
          return 'meta';
        }
      }
      return s.block ? block(stream, s, first) : go(stream, s);
    }
  };

  // rest reads on in a raw string or a comment that an earlier line began.
  function rest(stream, s) {
    const style = s.until === '`' ? 'string' : 'comment';
    if (stream.skipTo(s.until)) {
      stream.match(s.until);
      s.until = '';
    } else {
      stream.skipToEnd();
    }
    return style;
  }

  function block(stream, s, first) {
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^`[^`]*`?/)) return 'string';
    if (stream.match(number)) return 'number';
    const m = stream.match(word);
    if (m) {
      if (s.naming) {
        s.naming = false;
        return 'variableName.definition';
      }
      if (s.block === 'net') {
        if (first) return 'propertyName';
        if (layers.has(m[0])) return m[0] === 'topk' ? 'keyword' : 'variableName.standard';
      } else if (s.block !== 'let' && fields.has(m[0])) {
        return 'propertyName';
      }
      if (values.has(m[0])) return 'atom';
      return 'variableName';
    }
    const c = stream.next();
    if (c === '{') s.depth++;
    if (c === '}' && --s.depth <= 0) s.block = '';
    return '{}(),:'.includes(c) ? 'punctuation' : 'operator';
  }

  function go(stream, s) {
    if (stream.match('/*')) {
      s.until = '*/';
      return rest(stream, s);
    }
    if (stream.match('`')) {
      s.until = '`';
      return rest(stream, s);
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return 'string';
    if (stream.match(number)) return 'number';
    const m = stream.match(word);
    if (m) {
      if (goKeywords.has(m[0])) return 'keyword';
      if (goAtoms.has(m[0])) return 'atom';
      if (goTypes.has(m[0])) return 'variableName.standard';
      return 'variableName';
    }
    const c = stream.next();
    if ('([{'.includes(c)) s.brackets++;
    if (')]}'.includes(c)) s.brackets = Math.max(0, s.brackets - 1);
    return '()[]{},;.:'.includes(c) ? 'punctuation' : 'operator';
  }

  // shared takes a package from the page, in the version that the page uses.
  let scope = {};
  async function shared(name) {
    const versions = Object.values(scope[name] || {});
    const entry = versions.find(v => v.loaded) || versions[0];
    if (!entry) throw new Error(`andor-kernel: this page shares no ${name}; it needs JupyterLab 4 or Notebook 7`);
    return (await entry.get())();
  }

  async function plugin() {
    const { IEditorLanguageRegistry } = await shared('@jupyterlab/codemirror');
    return {
      id: 'andor-kernel:language',
      description: "Colours andor's cells and .andor files.",
      autoStart: true,
      requires: [IEditorLanguageRegistry],
      activate: (_, languages) => {
        languages.addLanguage({
          name: 'andor',
          displayName: 'andor',
          mime: 'text/x-andor',
          extensions: ['andor'],
          load: async () => {
            const { LanguageSupport, StreamLanguage } = await shared('@codemirror/language');
            return new LanguageSupport(StreamLanguage.define(parser));
          }
        });
      }
    };
  }

  const container = {
    init: s => {
      scope = s;
    },
    get: async name => {
      if (name !== './extension') throw new Error(`andor-kernel has no module ${name}`);
      const p = await plugin();
      return () => ({ __esModule: true, default: p });
    }
  };
  if (typeof window === 'undefined') {
    module.exports = { parser }; // for the test of the tokenizer
  } else {
    window._JUPYTERLAB = window._JUPYTERLAB || {};
    window._JUPYTERLAB['andor-kernel'] = container;
  }
})();
