/** The style of the report page: light, dark, narrow, and printed. Text has a contrast of at least 4.5 to its ground. */
export const REPORT_PAGE_STYLE: string = `
:root{color-scheme:light dark;--ground:#fdfdfb;--raised:#f4f4f0;--rule:#dcdcd5;--text:#1d2226;--quiet:#5a6268;--accent:#1f6feb;--accent-text:#1558bd;
--good:#1a7f4b;--good-ground:#e2f3ea;--bad:#c2402a;--bad-text:#a8321e;--bad-ground:#fbebe7;--warn:#b7791f;--warn-ground:#fbf3e0;--grey:#a5acb1;--grey-light:#d3d7da}
@media screen and (prefers-color-scheme:dark){:root{--ground:#14171a;--raised:#1d2125;--rule:#343a40;--text:#e7e9ea;--quiet:#a3abb2;--accent:#5b9dff;--accent-text:#8bb9ff;
--good:#46b981;--good-ground:#15342a;--bad:#f0715b;--bad-text:#ff9c8a;--bad-ground:#3a1e1a;--warn:#e0a94a;--warn-ground:#362b15;--grey:#6d757c;--grey-light:#474e54}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
main,footer{max-width:62rem;margin:0 auto;padding:0 clamp(1rem,5vw,3rem)}
main{padding-top:clamp(1.5rem,6vw,4rem)}
footer{margin-top:4rem;padding-top:1rem;padding-bottom:3rem;color:var(--quiet);font-size:.875rem}
h1,h2,h3,p,ul,ol,dl,pre,figure{margin:0;padding:0}
ul,ol{list-style:none}
h1{font-size:clamp(1.75rem,1.1rem + 3vw,2.75rem);line-height:1.12;letter-spacing:-.022em;font-weight:650;text-wrap:balance;max-width:22ch}
h2{font-size:1.3rem;line-height:1.3;letter-spacing:-.012em;font-weight:650;margin-bottom:.75rem;text-wrap:balance}
h3{font-size:1rem;line-height:1.4;font-weight:600}
section{margin-top:clamp(2.5rem,6vw,3.75rem)}
small{display:block;font-size:.875rem;font-weight:400;color:var(--quiet);line-height:1.4}
code,pre{font:.9em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
code{overflow-wrap:anywhere}
.lead{color:var(--quiet);max-width:68ch}
.over{display:flex;align-items:center;gap:.6rem;color:var(--quiet);font-size:.875rem;margin-bottom:.75rem}
header .lead{margin-top:.9rem}
.file{color:var(--text);font-weight:600}
.mark{border-radius:99px;padding:.1rem .65rem;font-weight:600;background:var(--raised);color:var(--text)}
.mark.good{background:var(--good-ground);color:var(--text)}
.mark.bad{background:var(--bad-ground);color:var(--bad-text)}
.key{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr));gap:1.25rem 1rem;margin-top:2rem;padding-top:1.25rem;border-top:1px solid var(--rule)}
.key b{display:block;font-size:1.4rem;line-height:1.25;font-weight:600;letter-spacing:-.01em;font-variant-numeric:tabular-nums;overflow-wrap:normal}
.key span{color:var(--quiet);font-size:.875rem}
.note{border-left:3px solid var(--accent);background:var(--raised);padding:.85rem 1.1rem;margin-top:1.25rem;border-radius:0 6px 6px 0}
.note h2,.note h3{font-size:1rem;margin:0}
.note.bad{border-color:var(--bad);background:var(--bad-ground)}
.note.warn{border-color:var(--warn);background:var(--warn-ground)}
.next p{color:var(--quiet);margin-top:1rem}
.next h2{margin:0}
pre{margin-top:.4rem;background:var(--raised);border:1px solid var(--rule);border-radius:6px;padding:.7rem .9rem;white-space:pre-wrap}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:400}
td{text-align:right;white-space:nowrap}
th,td{padding:.55rem 0;vertical-align:baseline}
th+td,td+td,th+th{padding-left:1rem}
.bar{display:block;border-radius:4px;margin-bottom:.75rem}
.bar rect{stroke:var(--ground);stroke-width:1}
rect.imported{fill:var(--good)}rect.rejected{fill:var(--bad)}rect.skipped{fill:var(--grey)}rect.unknown{fill:var(--warn)}rect.pending{fill:var(--grey-light)}
.states tbody tr{border-bottom:1px solid var(--rule)}
.states tbody th{font-weight:600;padding-left:1.25rem;position:relative}
.states tbody td{font-weight:600}
.states tfoot th{padding-left:1.25rem;color:var(--quiet)}
.states tfoot td{color:var(--quiet)}
.dot{position:absolute;left:0;top:1.05rem;width:.6rem;height:.6rem;border-radius:50%}
.dot.imported{background:var(--good)}.dot.rejected{background:var(--bad)}.dot.skipped{background:var(--grey)}.dot.unknown{background:var(--warn)}.dot.pending{background:var(--grey-light)}
.groups{margin-top:1.25rem}
.groups>li{border-top:1px solid var(--rule);padding:1.1rem 0 1.3rem;display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.15rem 1.5rem}
.groups h3{max-width:60ch}
.amount{font-weight:600;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.examples{grid-column:1/-1;font-size:.875rem}
.codes{color:var(--quiet);font-size:.875rem}
.codes span{margin-right:.9rem}
.codes code{color:var(--text)}
.examples{margin-top:.5rem;border-left:2px solid var(--rule);padding-left:.9rem}
.examples li{padding:.12rem 0}
.where{color:var(--quiet);font-variant-numeric:tabular-nums;margin-right:.5rem}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:2.25rem 2.5rem;margin-top:1.5rem}
.chart{min-width:0;display:grid;grid-row:span 3;grid-template-rows:subgrid;row-gap:0}
figcaption p{color:var(--quiet);font-size:.875rem}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;margin-top:.3rem;font-size:.8125rem;color:var(--quiet)}
.legend svg{margin-right:.4rem;vertical-align:middle}
.plot{display:flex;margin-top:.6rem}
.axis{flex:none;display:block}
.lines{flex:1;min-width:0;display:block}
.plot text{fill:var(--quiet);font-size:12px;font-variant-numeric:tabular-nums}
.grid{stroke:var(--rule)}
.base{stroke:var(--grey)}
.break{stroke:var(--text);stroke-dasharray:3 3;stroke-width:1.5}
path{fill:none;stroke-width:1.75;vector-effect:non-scaling-stroke}
path.accent{stroke:var(--accent)}path.bad{stroke:var(--bad)}path.quiet{stroke:var(--grey)}
path.fill{stroke:none;opacity:.14}
path.fill.accent{fill:var(--accent)}path.fill.bad{fill:var(--bad)}path.fill.quiet{fill:var(--grey)}
path.dashes{stroke-dasharray:6 4}
path.mark{stroke-width:2}
summary{cursor:pointer;color:var(--accent-text);font-size:.875rem;width:fit-content}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.numbers{font-size:.875rem;margin-top:.4rem;overflow-wrap:normal}
.numbers th,.numbers td{padding-top:.3rem;padding-bottom:.3rem;border-bottom:1px solid var(--rule)}
.numbers th+th{text-align:right;color:var(--quiet)}
.numbers thead th{color:var(--quiet)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 3.5rem}
.columns>*{min-width:0}
dl{margin-top:.5rem}
dl div{display:flex;justify-content:space-between;gap:1.5rem;padding:.4rem 0;border-bottom:1px solid var(--rule);font-size:.9375rem}
dt{color:var(--quiet);flex:0 1 auto}
dt small{font-size:.8125rem}
dd{margin:0;text-align:right;font-variant-numeric:tabular-nums;min-width:35%}
.names{display:flex;flex-wrap:wrap;gap:.2rem .9rem;margin-top:.4rem;font-size:.9375rem}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:30rem){.groups>li{grid-template-columns:minmax(0,1fr)}.amount{text-align:left;margin-top:.3rem}.amount small{display:inline;margin-left:.4rem}th+td,td+td,th+th{padding-left:.5rem}.numbers{font-size:.8125rem}}
@media print{body{font-size:11pt}main,footer{max-width:none;padding-left:0;padding-right:0}main{padding-top:0}section{margin-top:1.6rem}details{display:none}.chart,.groups>li,.note,dl div,tr{break-inside:avoid}h2,h3{break-after:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
