/// Colours and fonts of the drawn traces, for light and dark surroundings. Colour only repeats what a sign or a word says.
enum TraceSVGStyle {
    static let definitions = [
        "<style>",
        rules(light),
        "@media (prefers-color-scheme: dark) {",
        colours(dark),
        "}",
        "</style>",
        "<defs>",
        marker("proven"), marker("broken"), marker("open"),
        "</defs>",
    ]

    private static func marker(_ name: String) -> String {
        "<marker id=\"\(name)\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" "
            + "orient=\"auto-start-reverse\"><path class=\"head-\(name)\" d=\"M0 0L10 5L0 10z\"/></marker>"
    }

    private struct Palette {
        let page, lane, laneEdge, box, text, muted: String
        let ok, okFill, bad, badFill, warning, warningFill, quiet, quietFill: String
        /// Behind and on what is marked.
        let badge: String
    }

    private static let light = Palette(
        page: "#ffffff", lane: "#f6f8fa", laneEdge: "#d0d7de", box: "#ffffff", text: "#1f2328", muted: "#57606a",
        ok: "#1a7f37", okFill: "#ffffff", bad: "#cf222e", badFill: "#ffebe9", warning: "#9a6700",
        warningFill: "#fff8c5", quiet: "#6e7781", quietFill: "#f6f8fa", badge: "#ffffff")

    private static let dark = Palette(
        page: "#0d1117", lane: "#161b22", laneEdge: "#30363d", box: "#0d1117", text: "#e6edf3", muted: "#9198a1",
        ok: "#3fb950", okFill: "#0d1117", bad: "#f85149", badFill: "#3d1418", warning: "#d29922",
        warningFill: "#332a0c", quiet: "#8b949e", quietFill: "#161b22", badge: "#0d1117")

    private static func rules(_ palette: Palette) -> String {
        """
        text { font-family: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
        .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 10.5px; }
        .small { font-size: 10px; }
        .h1 { font-size: 20px; font-weight: 600; }
        .h2 { font-size: 13px; font-weight: 600; }
        .h3 { font-size: 12px; font-weight: 600; }
        .body { font-size: 12.5px; }
        .state, .name { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-weight: 600; }
        .state { font-size: 11px; }
        .name { font-size: 12px; }
        .lane { stroke-width: 1; }
        .box { stroke-width: 1.5; }
        .absent, .unknown { stroke-dasharray: 5 3; }
        .blocked { stroke-dasharray: 2 3; }
        .cause { stroke-width: 3.5; }
        .link { fill: none; stroke-width: 1.6; }
        .link-open { stroke-dasharray: 4 4; }
        .link-broken { stroke-width: 2; stroke-dasharray: 7 3; }
        """ + "\n" + colours(palette)
    }

    private static func colours(_ palette: Palette) -> String {
        """
        text { fill: \(palette.text); }
        .page { fill: \(palette.page); }
        .lane { fill: \(palette.lane); stroke: \(palette.laneEdge); }
        .muted { fill: \(palette.muted); }
        .box { fill: \(palette.box); }
        .ok { fill: \(palette.okFill); stroke: \(palette.ok); }
        .failed, .absent { fill: \(palette.badFill); stroke: \(palette.bad); }
        .warning { fill: \(palette.warningFill); stroke: \(palette.warning); }
        .unknown, .blocked { fill: \(palette.quietFill); stroke: \(palette.quiet); }
        .t-ok { fill: \(palette.ok); }
        .t-failed, .t-absent { fill: \(palette.bad); }
        .t-warning { fill: \(palette.warning); }
        .t-unknown, .t-blocked { fill: \(palette.quiet); }
        .badge { fill: \(palette.bad); }
        .t-badge { fill: \(palette.badge); }
        .link-proven { stroke: \(palette.muted); }
        .link-open { stroke: \(palette.quiet); }
        .link-broken { stroke: \(palette.bad); }
        .head-proven { fill: \(palette.muted); }
        .head-open { fill: \(palette.quiet); }
        .head-broken { fill: \(palette.bad); }
        """
    }
}
