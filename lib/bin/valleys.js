#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (!existsSync(join(__dirname, '..', 'dist', 'cli', 'main.js'))) {
  process.stderr.write('valleys: the library is not compiled. Run "npm run setup" in the project\'s folder.\n');
  process.exit(1);
}
void require('../dist/cli/main').main(process.argv, () => require('../dist/paper/cli/commands').commands);
