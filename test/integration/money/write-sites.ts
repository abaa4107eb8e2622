import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { isRead, type Write } from './watched-stripe';

const root = path.resolve(import.meta.dirname, '../../..');

/** Names that stand for a part of the SDK in a file: `const { subscriptions } = tx.stripe`. */
const namesIn = (file: ts.SourceFile): Set<string> => {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer && /(^|\.)stripe$/.test(node.initializer.getText(file))) {
      for (const { name } of node.name.elements) names.add(name.getText(file));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
};

const writesIn = (name: string): Write[] => {
  const file = ts.createSourceFile(name, readFileSync(path.join(root, name), 'utf8'), ts.ScriptTarget.Latest);
  const names = namesIn(file);
  const found: Write[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: owner, name: method } = node.expression;
      const chain = owner.getText(file);
      const parts = chain.includes('(') ? [] : chain.split('.');
      const from = parts.lastIndexOf('stripe');
      const isStripes = from >= 0 ? from < parts.length - 1 : names.has(parts[0] ?? '');
      const call = [...parts.slice(from + 1), method.text].join('.');
      const { line } = file.getLineAndCharacterOfPosition(method.getStart(file));
      if (isStripes && !isRead(method.text) && !call.startsWith('webhooks.')) found.push({ call, site: `${name}:${line + 1}` });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};

/** Every place in the product's code that writes to Stripe, found in its source: whatever is called on the SDK and does not read. */
export const writeSites = (): Write[] =>
  ['lib', 'app'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|\/generated\//.test(name))
      .flatMap(writesIn),
  );
