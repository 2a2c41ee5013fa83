extension HTMLReport {
  /// The style of the page around its plots; colours are the plots' variables.
  static let css = """
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);\
    font:17px/1.55 Charter,"Bitstream Charter",Georgia,"Times New Roman",serif;\
    overflow-wrap:break-word}
    main{max-width:1040px;margin:0 auto;padding:48px 24px 64px}
    header{border-bottom:1px solid var(--rule);padding-bottom:20px;margin-bottom:12px}
    h1,h2{line-height:1.2;font-weight:600;margin:0;text-wrap:balance}
    h1{font-size:34px;letter-spacing:-.01em}
    h2{font-size:23px;margin:0 0 14px}
    header p{margin:10px 0 0;color:var(--quiet);font-size:18px}
    section{margin-top:44px}
    p{max-width:68ch;margin:0 0 14px}
    a{color:var(--series-1);text-decoration-thickness:1px;text-underline-offset:2px}
    nav ol{margin:18px 0 0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:4px 22px;\
    counter-reset:part}
    nav li::before{counter-increment:part;content:counter(part) "\\00a0\\00a0";color:var(--quiet)}
    nav,.key-figures,.table,figcaption,footer{\
    font-family:Helvetica,Arial,"Liberation Sans",sans-serif;font-size:14.5px;line-height:1.45}
    .key-figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,150px),1fr));\
    gap:1px;margin:20px 1px 26px}
    .key-figures div{box-shadow:0 0 0 1px var(--grid);padding:13px 16px 14px}
    .key-figures dt{color:var(--quiet);font-size:13px}
    .key-figures dd{margin:3px 0 0;font-size:25px;line-height:1.2;\
    font-variant-numeric:tabular-nums;letter-spacing:-.01em}
    .key-figures small{display:block;margin-top:4px;font-size:12.5px;color:var(--quiet);\
    letter-spacing:0}
    .table{margin:22px 0 28px;max-width:max-content}
    .table p,figcaption{color:var(--quiet);margin:0 0 8px;max-width:72ch}
    .table b,figcaption b{color:var(--ink)}
    .table p{min-width:min(100%,42ch)}
    .scroll{overflow-x:auto}
    pre{overflow-x:auto;background:var(--wash);padding:12px 16px;margin:0 0 14px;\
    font:13px/1.5 Menlo,Consolas,"Liberation Mono",monospace}
    .scroll:focus-visible{outline:2px solid var(--series-1);outline-offset:2px}
    table{border-collapse:collapse;border-top:1.5px solid var(--ink);\
    border-bottom:1.5px solid var(--ink);font-variant-numeric:tabular-nums;max-width:none}
    th,td{padding:5px 14px;text-align:left;white-space:nowrap;vertical-align:baseline}
    th{font-weight:600;border-bottom:1px solid var(--rule)}
    td{border-top:1px solid var(--grid)}
    tbody tr:first-child td{border-top:0}
    tfoot tr:first-child td{border-top-color:var(--rule)}
    tbody tr:hover td{background:var(--wash)}
    .number{text-align:right}
    .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));\
    gap:26px 40px;margin:22px 0 28px;align-items:start}
    .figures.single{grid-template-columns:minmax(0,calc(var(--width)*1.04))}
    figure{margin:0;min-width:0}
    figcaption{margin:8px 0 0}
    .plot{display:block;width:100%;height:auto;min-width:var(--least,0)}
    footer{margin-top:56px;padding-top:14px;border-top:1px solid var(--rule);color:var(--quiet)}
    @media (max-width:560px){
    body{font-size:16px}
    main{padding:26px 16px 40px}
    h1{font-size:27px}
    h2{font-size:20px}
    section{margin-top:34px}
    .key-figures{grid-template-columns:repeat(2,1fr)}
    .key-figures div{padding:11px 12px 12px}
    .key-figures dd{font-size:21px}
    th,td{padding:5px 10px}
    }
    @media print{
    @page{margin:18mm}
    body{font-size:10.5pt}
    main{max-width:none;padding:0}
    nav{display:none}
    figure,.key-figures,tr{break-inside:avoid}
    h2,.table>p{break-after:avoid}
    .scroll{overflow:visible}
    pre{white-space:pre-wrap}
    .figures{grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:16px 24px}
    a{color:inherit;text-decoration:none}
    .plot,.key-figures{print-color-adjust:exact;-webkit-print-color-adjust:exact}
    }

    """
}
