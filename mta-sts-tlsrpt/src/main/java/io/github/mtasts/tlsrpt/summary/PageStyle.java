package io.github.mtasts.tlsrpt.summary;

/** The style sheet of the page: light, dark, narrow and printed. */
final class PageStyle {
    static final String CSS = """
            :root { color-scheme: light dark; --ink: #1c2430; --soft: #56616f; --line: #d8dee6; --paper: #ffffff;
              --card: #f6f8fa; --ok: #2a7453; --bad: #b93a27; --wait: #8a5c00; --on: #ffffff; --link: #1f5fa8; }
            @media screen and (prefers-color-scheme: dark) { :root { --ink: #e6ebf2; --soft: #a3afbd; --line: #2f3a48;
              --paper: #10151c; --card: #182029; --ok: #4fb286; --bad: #ef7c67; --wait: #d9a93f; --on: #10151c;
              --link: #8cb8ef; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
            main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
            a { color: var(--link); }
            h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
            h2 { display: inline; font-size: 1.15rem; overflow-wrap: anywhere; }
            h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
            p { margin: .25rem 0; overflow-wrap: anywhere; } .soft { color: var(--soft); }
            .card { margin-top: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
            .card > summary { padding: .6rem 1rem; cursor: pointer; }
            .card > div { padding: 0 1rem 1rem; scroll-margin-top: 3.5rem; }
            .badge { display: inline-block; padding: 0 .6rem; border-radius: 1rem; color: var(--on); font-weight: 600;
              font-size: .85rem; white-space: nowrap; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
            .l-ready .badge, .l-enforced .badge { background: var(--ok); } .l-not-yet .badge, .l-delays .badge { background: var(--bad); }
            .l-too-little .badge { background: var(--wait); }
            ul { margin: .5rem 0; padding-left: 1.2rem; } li { overflow-wrap: anywhere; }
            pre { margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; max-height: 14rem;
              overflow-y: auto; }
            .filter { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1rem 0 0; padding: 0; border: 0; }
            .filter legend { float: left; margin-right: 1rem; color: var(--soft); }
            body:has(#f-not-yet:checked) .d:not(.l-not-yet), body:has(#f-too-little:checked) .d:not(.l-too-little),
            body:has(#f-ready:checked) .d:not(.l-ready), body:has(#f-enforced:checked) .d:not(.l-enforced),
            body:has(#f-delays:checked) .d:not(.l-delays) {
              display: none; }
            svg { display: block; width: 100%; height: auto; margin: .75rem 0 .25rem; }
            svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
            .ok { fill: var(--ok); } .bad { fill: var(--bad); }
            .grid { stroke: var(--line); } .axis { stroke: var(--soft); }
            .legend span { display: inline-block; width: .8rem; height: .8rem; border-radius: .15rem; margin: 0 .3rem 0 0;
              print-color-adjust: exact; -webkit-print-color-adjust: exact; }
            .legend b { font-weight: 400; margin-right: 1rem; }
            .legend .k-ok { background: var(--ok); } .legend .k-bad { background: var(--bad); }
            table { border-collapse: collapse; width: 100%; margin-top: .5rem; font-size: .92rem; }
            th { text-align: left; color: var(--soft); font-weight: 500; white-space: nowrap; }
            th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
            td > span, h2, li, a { unicode-bidi: isolate; } td { overflow-wrap: anywhere; } td:first-child { min-width: 8.5rem; } .date, .whole, .n { white-space: nowrap; }
            .n { text-align: right; font-variant-numeric: tabular-nums; }
            @media screen and (min-width: 64rem) { .h { min-width: 10rem; } .w { min-width: 8rem; } }
            @media screen and (max-width: 48rem) {
              svg text { font-size: 26px; }
              thead { display: none; }
              tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
              td, .n { display: flex; gap: .75rem; border: 0; padding: .1rem 0; text-align: left; white-space: normal; }
              td::before { content: attr(data-label); color: var(--soft); flex: 0 0 6.5rem; }
              td:not([data-label])::before { content: none; }
            }
            @page { size: landscape; margin: 1.5cm; }
            @media print {
              body { font-size: 9pt; line-height: 1.35; } table, pre { font-size: 7.5pt; } h1 { font-size: 15pt; }
              h2 { font-size: 11pt; } h3 { font-size: 9pt; margin-top: .6rem; } .badge { font-size: .9em; }
              main { max-width: none; padding: 0; } .filter, .reports { display: none; }
              .card { break-inside: avoid; background: none; border-width: 1px 0 0; border-radius: 0; }
              .card > summary { padding: .3rem 0; list-style: none; break-after: avoid; } .card > div { padding: 0; }
              tr, svg, h3 { break-inside: avoid; } h3 { break-after: avoid; }
              svg { width: 12cm; } pre { max-height: none; break-inside: avoid; }
              details::details-content { content-visibility: visible; display: block; height: auto; }
            }
            """;

    private PageStyle() {}
}
