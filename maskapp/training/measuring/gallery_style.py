"""How the page of an evaluation looks: light and dark, on paper and on a telephone."""

STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--ground:#f6f8fa;--card:#fff;
--edge:#d0d7de;--link:#0b5cad;--right:#0072b2;--wrong:#c25400;--other:#8c959f;--tint:.38}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--ground:#0f1318;
--card:#181d24;--edge:#333b45;--link:#79b8ff;--right:#3d9bdc;--wrong:#f0883e;--other:#6e7781;
--tint:.5}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1240px;padding:24px 16px;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:26px;line-height:1.25;margin:0 0 12px}h2{font-size:18px;margin:0 0 4px}
p{margin:0}.soft,small,dt{color:var(--soft)}a{color:var(--link)}
ul{list-style:none;margin:0;padding:0}
.facts{display:flex;flex-wrap:wrap;gap:4px 28px;margin:0}
.facts dt{font-size:13px}.facts dd{margin:0;overflow-wrap:anywhere}
.tiles,.cards{display:grid;gap:12px}
.tiles{grid-template-columns:repeat(auto-fit,minmax(180px,1fr));margin:24px 0}
.tiles li,.cards>li,.numbers{background:var(--card);border:1px solid var(--edge);
border-radius:8px}
.tiles li{padding:12px 16px}.tiles b{display:block;font-size:26px;line-height:1.3}
.tiles span{color:var(--soft)}
nav ul{display:flex;flex-wrap:wrap;gap:4px 20px}nav{margin-bottom:24px}
nav a{display:inline-block;padding:3px 0}
.tables{display:grid;gap:16px;grid-auto-flow:dense;grid-template-columns:repeat(auto-fit,minmax(min(100%,540px),1fr))}
.numbers{padding:16px;min-width:0}.wide{grid-column:1/-1}
.beside{display:flex;flex-wrap:wrap;gap:16px 32px;align-items:flex-start;margin-top:12px}
.scroll{overflow-x:auto;flex:1 1 340px;min-width:0}
.scroll:focus-visible,a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;width:100%}
th,td{padding:6px 10px;text-align:right;border-bottom:1px solid var(--edge)}
th:first-child{text-align:left;padding-left:0;position:sticky;left:0;background:var(--card)}
td{white-space:nowrap}
thead th{font-weight:600;vertical-align:bottom;font-size:13px;color:var(--soft)}
tbody th{font-weight:600;overflow-wrap:break-word;min-width:88px;max-width:260px}
.part th{font-weight:400}tbody .part th{padding-left:16px}
tbody tr:last-child>*{border-bottom:0}
td small{font-size:13px;display:inline-block;min-width:58px}
.good{background:rgb(0 114 178/calc(var(--shade)*var(--tint)))}
.bad{background:rgb(213 94 0/calc(var(--shade)*var(--tint)))}
.good small,.bad small{color:inherit}
.diagram{flex:1 1 320px;width:100%;max-width:520px;height:auto}
.diagram text{font-size:13px;fill:var(--soft)}
.grid{stroke:var(--edge)}.right{fill:var(--right);fill-opacity:.8}.few{fill-opacity:.3}.count{fill:var(--other)}
.sure{fill:var(--wrong);stroke:var(--card);stroke-width:1.5}
.gap{stroke:var(--wrong);stroke-width:3}
.ideal{stroke:var(--ink);stroke-dasharray:5 4;stroke-width:1.5}
main>section{margin-top:32px}
.cards{grid-template-columns:repeat(auto-fill,minmax(190px,1fr));margin-top:12px}
.cards>li{overflow:hidden}
.cards img{display:block;width:100%;aspect-ratio:1;background:var(--edge)}
.text{padding:10px 12px;font-size:13px;line-height:1.45}.text p{overflow-wrap:anywhere}
.text ul{margin:6px 0}
.text li{display:grid;grid-template-columns:88px 1fr 44px;gap:6px;align-items:center}
.text li>i{height:8px;border-radius:4px;background:var(--edge);overflow:hidden}
.text i i{display:block;height:100%;background:var(--other)}
.text em{font-style:normal;text-align:right}
.text .judged{font-weight:600}.judged i i{background:var(--wrong)}.true i i{background:var(--right)}
@media(max-width:480px){.numbers{padding:12px}th,td{padding:6px}td small{display:block;min-width:0}
.diagram text{font-size:16px}.cards{grid-template-columns:repeat(2,1fr);gap:10px}
.text{padding:8px}.text li{grid-template-columns:1fr auto}.text li>i{grid-row:2;grid-column:1/-1}
.tiles{grid-template-columns:1fr 1fr}}
@media print{:root{--ground:#fff}body{max-width:none;padding:0}nav{display:none}
.good,.bad,.text i,.cards img{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.cards>li,.tiles li,tr,.diagram{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible}}
"""
