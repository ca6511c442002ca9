(() => {
  'use strict';

  const byId = id => document.getElementById(id);
  const root = document.documentElement;
  root.classList.add('js');

  /* Everything that comes from results goes through here: as text, never as markup. */
  const el = (tag, style, ...children) => {
    const made = document.createElement(tag);
    if (style) made.className = style;
    made.append(...children);
    return made;
  };

  let parsed;
  const data = () => (parsed ??= JSON.parse(byId('data').textContent));

  /* The evidence. */

  const dialog = byId('evidence');
  const LONG = 80;
  const WHO = { DNS: 'dns', HTTPS: 'https', sender: 'sender', host: 'host', attacker: 'attacker' };
  const CANARY = {
    clear: 'leaked: in the clear',
    attacker: 'leaked: the attacker has it',
    permitted: 'others can read it, as the domain permits',
    returned: 'back at its author',
    protected: 'protected: TLS to a host of the domain',
  };
  let opened = null;

  const facts = pairs => {
    const list = el('dl', 'facts');
    for (const [name, text] of pairs) {
      if (text) list.append(el('dt', '', name), el('dd', '', text));
    }
    return list;
  };

  const isTalk = line => line.who === 'sender' || line.who === 'host' || line.who === 'attacker';

  const lineItem = line => {
    const item = el('li', `line by-${WHO[line.who] ?? 'other'} ${line.tls ? 'in-tls' : 'in-clear'}`);
    const text = el('span', 'text');
    if (!isTalk(line)) text.append(el('span', 'where', line.where), ' ');
    text.append(line.text || ' ');
    if (line.canary !== 'none') {
      item.classList.add('canary', `canary-${line.canary}`);
      item.dataset.where = line.where;
      text.append(' ', el('strong', 'meaning', CANARY[line.canary]));
    }
    item.append(el('span', 'who', line.who), el('span', 'wire', line.tls ? 'TLS' : 'clear'), text);
    return item;
  };

  /* Network events, and what is said next at another host, begin a part with the host's name above it. */
  const lineItems = lines => {
    const items = [];
    let where = null;
    for (const line of lines) {
      const event = line.who === 'network';
      if (event || (isTalk(line) && line.where !== where)) {
        const host = el('span', line.where.startsWith('the attacker') ? 'host hostile' : 'host', line.where);
        items.push(el('li', 'place', host, event ? ` ${line.text}` : ''));
      }
      if (!event) items.push(lineItem(line));
      where = event || isTalk(line) ? line.where : null;
    }
    return items;
  };

  const stepSection = step => {
    const lines = step.lines.map(number => data().lines[number]);
    const head = [el('span', 'at', step.at), el('span', 'what', step.what)];
    if (lines.length === 0) return el('div', 'step quiet', ...head);
    const section = el('details', 'step');
    section.open = lines.length <= LONG || lines.some(line => line.canary !== 'none');
    const count = el('span', 'count', lines.length === 1 ? '1 line' : `${lines.length} lines`);
    section.append(
      el('summary', '', ...head, count),
      el('ol', 'lines', ...lineItems(lines)));
    return section;
  };

  const reportBlock = text => {
    let shown = text;
    try {
      shown = JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      /* Shown as it came. */
    }
    return el('pre', 'report', shown);
  };

  /* Links to where the message was seen, as the rest is mostly ceremony. */
  const sightings = content => {
    const marked = [...content.querySelectorAll('.canary')];
    const box = el('div', 'sightings');
    if (marked.length === 0) {
      box.append('The message itself is in none of these lines.');
      return box;
    }
    box.append('The message was seen: ');
    for (const item of marked) {
      const { where } = item.dataset;
      const wire = item.classList.contains('in-tls') ? 'within TLS' : 'in the clear';
      const style = [...item.classList].find(name => name.startsWith('canary-'));
      const jump = el('button', `jump ${style}`, `${wire}, ${where.startsWith('the ') ? 'by' : 'at'} ${where}`);
      jump.type = 'button';
      jump.addEventListener('click', () => item.scrollIntoView({ block: 'center' }));
      box.append(jump);
    }
    return box;
  };

  const fill = (address, trial) => {
    const scenario = data().scenarios[trial.scenario];
    byId('evidence-name').textContent = scenario.name;
    byId('evidence-id').replaceChildren(el('code', '', scenario.id), ' against ', el('b', '', trial.sender));

    const others = [...byId(address).closest('tr').querySelectorAll('a.verdict')].map(cell => {
      const other = data().trials[cell.id];
      const link = el('a', '', el('span', 'sender', other.sender), el('span', `verdict ${other.style}`, other.verdict));
      link.href = `#${cell.id}`;
      if (cell.id === address) link.setAttribute('aria-current', 'true');
      return link;
    });
    byId('others').replaceChildren(...others);

    const content = byId('evidence-content');
    const transcript = el('section', 'transcript', ...trial.steps.map(number => stepSection(data().steps[number])));
    content.replaceChildren(
      el('p', 'judgement', el('span', `verdict ${trial.style}`, trial.verdict), ' ', el('span', '', trial.why)),
      facts([
        ['Attacker', scenario.attacker && scenario.power ? `${scenario.attacker}: ${scenario.power}` : scenario.attacker],
        ['A safe sender must', scenario.expectation],
        ['The attack aims at', scenario.aim],
        ['Requirements', scenario.requirements.join(' ')],
      ]),
      sightings(transcript),
      el('h3', '', 'What was seen'),
      transcript);
    if (trial.reports.length > 0) {
      content.append(
        el('h3', '', trial.reports.length === 1 ? 'The TLS report' : `The ${trial.reports.length} TLS reports`),
        ...trial.reports.map(reportBlock));
    }
    content.scrollTop = 0;
  };

  const askedFor = () => {
    const address = location.hash.slice(1);
    return Object.hasOwn(data().trials, address) && byId(address) ? address : null;
  };

  const show = address => {
    if (address !== opened) fill(address, data().trials[address]);
    opened = address;
    if (!dialog.open) dialog.showModal();
    byId('close').focus();
  };

  const follow = () => {
    const address = location.hash.length > 1 ? askedFor() : null;
    if (address) show(address);
    else if (dialog.open) dialog.close();
  };

  /* Not left to the browser, which would scroll the page to the cell. */
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const address = link.hash.slice(1);
    history[dialog.open ? 'replaceState' : 'pushState'](null, '', link.hash);
    show(address);
  });

  dialog.addEventListener('close', () => {
    const cell = opened && byId(opened);
    opened = null;
    if (location.hash) history.replaceState(null, '', location.href.split('#')[0]);
    if (cell) cell.focus({ preventScroll: true });
  });
  dialog.addEventListener('click', event => {
    if (event.target === dialog) dialog.close();
  });
  byId('close').addEventListener('click', () => dialog.close());
  addEventListener('popstate', follow);
  addEventListener('hashchange', follow);

  /* The filters. */

  const filters = byId('filters');
  const rows = [...document.querySelectorAll('tr.scenario')].map(row => {
    const styles = row.dataset.styles.split(' ').filter(style => style !== 'none');
    const family = row.parentElement.querySelector('.family th').textContent;
    return { row, styles, text: `${row.querySelector('th').textContent} ${family}`.toLowerCase() };
  });
  const wanted = (one, choice) => {
    switch (choice) {
      case 'all': return true;
      case 'not-safe': return one.styles.some(style => style !== 'safe');
      case 'differ': return new Set(one.styles).size > 1;
      default: return one.styles.includes(choice);
    }
  };
  const filter = () => {
    const chosen = new FormData(filters);
    const words = chosen.get('find').toLowerCase().split(/\s+/);
    let shown = 0;
    for (const one of rows) {
      const visible = wanted(one, chosen.get('show')) && words.every(word => one.text.includes(word));
      one.row.hidden = !visible;
      if (visible) shown++;
    }
    for (const body of document.querySelectorAll('table.verdicts tbody')) {
      body.hidden = !body.querySelector('tr.scenario:not([hidden])');
    }
    byId('shown').textContent = shown === rows.length ? `${shown} scenarios` : `${shown} of ${rows.length} scenarios`;
  };
  for (const input of filters.elements.show) {
    const count = rows.filter(one => wanted(one, input.value)).length;
    input.nextElementSibling.append(' ', el('small', '', String(count)));
  }
  filters.addEventListener('input', filter);
  filters.addEventListener('submit', event => event.preventDefault());
  filters.hidden = false;
  filter();

  const first = location.hash.length > 1 && askedFor();
  if (first) {
    byId(first).scrollIntoView({ block: 'center' });
    show(first);
  }
})();
