/// The style of a page: readable on a phone, in both colour schemes, and on paper. Colour only repeats what a word says.
enum HTMLStyle {
    static let text = """

        :root {
          color-scheme: light dark;
          --page: #f6f7f9; --card: #ffffff; --line: #d8dee6; --text: #1b2430; --soft: #566375; --code: #f0f3f7;
          --good: #17713a; --bad: #b3261e; --warn: #8a5a00; --info: #1f5fa8; --idle: #5c6675;
          --good-back: #e2f4e8; --bad-back: #fde8e6; --warn-back: #fdf1d8; --info-back: #e4effb; --idle-back: #eceff3;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #12161c; --card: #1b212a; --line: #333d4a; --text: #e6eaf0; --soft: #a3afbf; --code: #12171e;
            --good: #6fd394; --bad: #ff9a92; --warn: #f2c46b; --info: #8dbdf5; --idle: #a3afbf;
            --good-back: #16321f; --bad-back: #431c1a; --warn-back: #3a2c0e; --info-back: #17293f; --idle-back: #262e39;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0 auto; padding: 16px; max-width: 1080px; background: var(--page); color: var(--text);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
          overflow-wrap: anywhere;
        }
        h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 4px; }
        h2 { font-size: 1.1rem; margin: 28px 0 10px; }
        h3 { font-size: 1rem; line-height: 1.4; margin: 0; }
        p { margin: 6px 0; }
        ul { margin: 6px 0; padding-left: 20px; }
        a { color: var(--info); }
        code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
        .soft { color: var(--soft); font-size: .875rem; }
        .good { --ink: var(--good); --back: var(--good-back); }
        .bad { --ink: var(--bad); --back: var(--bad-back); }
        .warn { --ink: var(--warn); --back: var(--warn-back); }
        .info { --ink: var(--info); --back: var(--info-back); }
        .idle { --ink: var(--idle); --back: var(--idle-back); }
        .card {
          background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px; margin: 0 0 12px;
        }
        .verdict { border-left: 6px solid var(--ink); background: var(--back); }
        .verdict strong { color: var(--ink); }
        .counts { display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0 0; padding: 0; list-style: none; }
        .counts li {
          background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 4px 12px; font-size: .875rem;
        }
        .counts b { color: var(--ink, var(--text)); font-size: 1.1rem; margin-right: 4px; }
        .head { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline; justify-content: space-between; }
        .badge {
          color: var(--ink); background: var(--back); border-radius: 999px; padding: 1px 10px; font-size: .8125rem;
          font-weight: 600; white-space: nowrap;
        }
        .path { display: flex; list-style: none; margin: 14px 0 6px; padding: 0; }
        .path li { flex: 1 1 0; min-width: 0; padding: 0 4px; position: relative; text-align: center; font-size: .75rem; line-height: 1.3; }
        .path li + li::before {
          content: ""; position: absolute; top: 14px; left: calc(-50% + 15px); right: calc(50% + 15px); height: 3px;
          background: var(--line);
        }
        .path li.good + li.good::before { background: var(--good); }
        .path .dot {
          display: flex; align-items: center; justify-content: center; width: 30px; height: 30px; margin: 0 auto 4px;
          border-radius: 50%; border: 2px solid var(--ink); color: var(--ink); background: var(--back); font-weight: 700;
          font-size: .9375rem;
        }
        .path .name { display: block; font-size: .6875rem; font-weight: 600; overflow-wrap: normal; }
        .path .state { display: block; color: var(--ink); font-size: .6875rem; }
        .finding { border-left: 6px solid var(--ink); }
        dl { margin: 8px 0; }
        dt { color: var(--soft); font-size: .8125rem; }
        dd { margin: 0 0 6px; font-size: .9375rem; }
        .remedy { margin: 10px 0 0; position: relative; }
        pre.command {
          background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; margin: 4px 0 0;
          font-size: .8125rem; line-height: 1.5; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere;
        }
        .remedy:has(pre) > div { min-height: 36px; padding: 4px 92px 0 0; }
        button.copy {
          position: absolute; top: 0; right: 0; padding: 4px 12px; min-height: 34px; border-radius: 6px; font: inherit;
          font-size: .8125rem; cursor: pointer; color: var(--text); background: var(--idle-back);
          border: 1px solid var(--line);
        }
        figure { margin: 0 0 12px; }
        .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; }
        .scroll img { display: block; min-width: 1252px; width: 100%; }
        figcaption { display: none; }
        @media (max-width: 1300px) {
          .scroll { border-right: 4px dashed var(--soft); border-radius: 10px 0 0 10px; }
          figcaption { display: block; }
        }
        details { margin: 8px 0 0; }
        summary { cursor: pointer; color: var(--soft); font-size: .875rem; padding: 4px 0; }
        table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
        td, th { border-top: 1px solid var(--line); padding: 6px 8px 6px 0; text-align: left; vertical-align: top; }
        td.mark { color: var(--ink); font-weight: 700; white-space: nowrap; }
        thead th { border-top: 0; color: var(--soft); font-size: .8125rem; }
        .areas th { width: 8em; }
        .areas td.mark, .checks td.mark { width: 7em; }
        .areas tr:first-child > *, .checks tbody:first-child th { border-top: 0; }
        .checks th { padding-top: 14px; }
        .checks td:nth-child(2) { width: 50%; }
        .resources td { font-size: .875rem; }
        .resources td details { margin: 0; }
        .resources summary { min-width: 8em; color: var(--text); font-weight: 600; padding: 0; }
        .resources th, .resources .stage, .resources .count, .resources td a { white-space: nowrap; }
        .resources tr.row > td { overflow-wrap: break-word; }
        .resources tbody:target > tr > td { background: var(--info-back); }
        .resources tr.more > td { border-top: 0; padding: 0 8px 10px 24px; }
        @supports selector(:has(a)) {
          .resources tr.more { display: none; }
          .resources tbody:has(details[open]) tr.more { display: table-row; }
        }
        .filter { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 0 0 10px; }
        .filter input, .filter select {
          font: inherit; font-size: .875rem; min-height: 36px; padding: 4px 10px; border-radius: 8px; color: var(--text);
          background: var(--code); border: 1px solid var(--line);
        }
        .filter input { flex: 1 1 180px; min-width: 0; }
        .filter output { color: var(--soft); font-size: .8125rem; }
        @media (max-width: 640px) {
          body { padding: 10px; }
          .long {
            display: inline-block; max-width: 14em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
            vertical-align: bottom;
          }
          .card { padding: 12px; }
          .path { flex-direction: column; gap: 6px; }
          .path li { display: flex; align-items: center; gap: 10px; text-align: left; padding: 0; }
          .path li + li::before { display: none; }
          .path .dot { margin: 0; flex: none; }
          .path .name { font-size: .8125rem; width: 7em; }
          .path .state { font-size: .8125rem; }
          .checks, .checks tbody, .areas, .areas tbody { display: block; }
          .checks tr, .areas tr {
            display: grid; grid-template-columns: 8em 1fr; gap: 0 8px; border-top: 1px solid var(--line); padding: 6px 0;
          }
          .checks tr > *, .areas tr > * { display: block; border: 0; padding: 0; width: auto; }
          .checks th { grid-column: 1 / -1; }
          .checks td:nth-child(2) { width: auto; }
          .checks td:nth-child(3) { grid-column: 2; }
          .areas td:nth-child(3) { grid-column: 1 / -1; }
          .areas tr:first-child, .checks tbody:first-child tr:first-child { border-top: 0; }
          .resources thead { display: none; }
          .resources table, .resources tbody { display: block; }
          .resources tbody[hidden] { display: none; }
          .resources tr.row {
            display: grid; grid-template-columns: 8em 1fr; gap: 4px 10px; border-top: 1px solid var(--line); padding: 8px 0;
          }
          .resources tr.row > td { border: 0; padding: 0; overflow-wrap: anywhere; }
          .resources tr.row > td:empty { display: none; }
          .resources tr.row > td:last-child { grid-column: 1 / -1; }
          .resources tbody:has(details[open]) tr.more, .resources tr.more > td { display: block; padding: 0 0 8px; }
        }
        @media print {
          :root {
            --page: #ffffff; --card: #ffffff; --line: #b8c0ca; --text: #000000; --soft: #3c4654; --code: #f4f6f8;
            --good: #17713a; --bad: #b3261e; --warn: #8a5a00; --info: #1f5fa8; --idle: #566375;
            --good-back: #e2f4e8; --bad-back: #fde8e6; --warn-back: #fdf1d8; --info-back: #e4effb; --idle-back: #eceff3;
          }
          body { max-width: none; padding: 0; font-size: 11pt; }
          .card { break-inside: avoid; }
          button.copy { display: none; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """
}
