throw new SyntaxError('no program');
