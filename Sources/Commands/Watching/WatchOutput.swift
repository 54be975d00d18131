import CommandLineKit
import Kubernetes
import LocalSystem
import Reports
import Topology

/// Where a watch is seen: drawn in place on a terminal, otherwise what has changed, as it changes.
final class WatchOutput: Sendable {
    private let environment: Environment
    private let output: ReportOutput
    private let state: Locked<State>

    private struct State {
        var screen = WatchScreen()
        /// Of many Services; other reports are text that can be scrolled.
        var table = WatchTable()
        var isTable = false
        /// The first line of the text that is shown.
        var top = 0
        var hasKeys = false
        var changes: StatusChanges
        var fleetChanges: FleetChanges
        /// Of changes in JSON, if something else is made of them.
        var documents: ChangeDocuments?
        /// Said while watching; on a terminal they stand below the report.
        var notes: [String] = []
        var last = ""
        var isUnreachable = false
        var seenAt = ""
        /// Of the sight that is shown.
        var number = 0
        /// What `last` is the text of.
        var report: WatchedReport?
        var drawnSize: TerminalSize?
    }

    init(_ output: ReportOutput, _ environment: Environment) {
        self.environment = environment
        self.output = output
        let isMadeOfJSON = output.query != nil || output.format == .yaml
        let isQuiet = output.detail == .verdict && !isMadeOfJSON
        let format = isMadeOfJSON ? .json : output.format
        let changes = StatusChanges(
            format: format, style: output.style, showsHeaders: output.showsHeaders,
            isQuiet: isQuiet && ReportOutput.textual.contains(format))
        // The short form of a LoadBalancer is its name and its state.
        let fleetChanges = FleetChanges(
            format: isQuiet && ReportOutput.textual.contains(format) ? .short : format, style: output.style,
            showsHeaders: output.showsHeaders)
        var state = State(changes: changes, fleetChanges: fleetChanges)
        if isMadeOfJSON {
            state.documents = ChangeDocuments(query: output.query, showsHeaders: output.showsHeaders)
        }
        self.state = Locked(state)
    }

    /// Formats for programs are lines also on a terminal.
    private var isDrawn: Bool {
        environment.terminalWidth != nil && environment.variables["TERM"] != "dumb"
            && ReportOutput.textual.contains(output.format) && output.query == nil
    }

    /// Shows the report of a sight, unless a newer one has been shown.
    func show(_ report: Report, of sight: KeptObservation.Sight) {
        show(.pair(report), number: sight.number, time: sight.time)
    }

    func show(_ report: FleetReport, of sight: KeptFleet.Sight) {
        show(.fleet(report, numbers: sight.numbers), number: sight.number, time: sight.time)
    }

    private func show(_ report: WatchedReport, number: Int, time: Timestamp) {
        state.withLock { state in
            guard number >= state.number else { return }
            state.number = number
            if isDrawn {
                let size = size
                state.isTable = report.isOfMany && output.format == .table && output.detail == .usual
                if state.isTable { report.show(in: &state.table) }
                state.report = report
                // A table is drawn from its rows.
                state.last = state.isTable ? " " : rendered(report, size)
                state.seenAt = time.description
                draw(&state, size)
            } else {
                var text =
                    switch report {
                    case .pair(let report): state.changes.text(of: report, seen: time)
                    case .fleet(let report, let numbers):
                        state.fleetChanges.text(of: report, seen: time, numbers: numbers)
                    }
                if state.documents != nil, let documented = state.documents?.text(of: text) { text = documented }
                if !text.isEmpty { environment.writeOutput(text) }
                // A list of names or values has no place for it.
                if output.format == .name || output.query != nil || output.detail == .verdict {
                    noteUnreachable(report, &state)
                }
            }
        }
    }

    /// Something about the watch itself.
    func note(_ text: String) {
        state.withLock { state in
            state.notes = state.notes.filter { $0 != text }.suffix(4) + [text]
            if isDrawn, !state.last.isEmpty, let size = environment.terminalSize() {
                draw(&state, size)
            } else {
                environment.note(text)
            }
        }
    }

    private func noteUnreachable(_ report: WatchedReport, _ state: inout State) {
        let (side, failure) = report.failure
        defer { state.isUnreachable = failure != nil }
        guard (failure != nil) != state.isUnreachable else { return }
        let cluster = "the \(side.rawValue) cluster is"
        environment.note(failure.map { "\(cluster) unreachable: \($0)" } ?? "\(cluster) reachable again")
    }

    private var size: TerminalSize {
        environment.terminalSize() ?? TerminalSize(columns: output.style.width ?? 80, rows: 24)
    }

    private func style(_ size: TerminalSize) -> TextStyle {
        var style = output.style
        style.width = min(max(size.columns, 60), 250)
        return style
    }

    private func rendered(_ report: WatchedReport, _ size: TerminalSize) -> String {
        let (style, headers, detail) = (style(size), output.showsHeaders, output.detail)
        return switch report {
        case .pair(let report):
            report.rendered(as: output.format, style: style, showsHeaders: headers, detail: detail)
        case .fleet(let report, _):
            report.rendered(as: output.format, style: style, showsHeaders: headers, detail: detail)
        }
    }

    private func draw(_ state: inout State, _ size: TerminalSize) {
        state.drawnSize = size
        let notes = state.notes.map { "note: \(escaped($0))" }
        guard !state.isTable else {
            let text = state.table.frame(
                head: "As of \(state.seenAt).", notes: notes, style: style(size), rows: size.rows - 1,
                hasKeys: state.hasKeys)
            return environment.writeOutput(state.screen.drawing(text, size: size))
        }
        let stop = state.hasKeys ? "Arrows scroll, q quits." : "Press Ctrl-C to stop."
        let head = "As of \(state.seenAt), updated on changes. \(stop)\n\n"
        let lines = state.last.split(separator: "\n", omittingEmptySubsequences: false)
        state.top = max(0, min(state.top, lines.count - size.rows / 2))
        let text = lines.dropFirst(state.top).joined(separator: "\n")
        environment.writeOutput(
            state.screen.drawing(head + text + notes.map { $0 + "\n" }.joined(), size: size))
    }

    /// Draws again if the terminal has another size than at the last time: a resized terminal has broken the lines anew.
    func fitToTerminal() {
        state.withLock { state in
            guard isDrawn, !state.last.isEmpty, state.drawnSize != size else { return }
            if !state.isTable, let report = state.report { state.last = rendered(report, size) }
            draw(&state, size)
        }
    }

    /// Draws what stays on the screen.
    func end() {
        state.withLock { state in
            guard isDrawn, state.isTable, !state.last.isEmpty else { return }
            state.table.end()
            draw(&state, size)
        }
    }

    // MARK: Keys

    /// Returns when the key that ends the watch is pressed, or the task is cancelled.
    func readKeys() async {
        let (keys, continuation) = AsyncStream.makeStream(of: WatchKey.self)
        let end = isDrawn ? environment.readKeys { for key in WatchKey.keys(in: $0) { continuation.yield(key) } } : nil
        defer { end?() }
        if end != nil {
            state.withLock { $0.hasKeys = true }
            for await key in keys where press(key) { return }
        }
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }

    /// Whether the watch is to end.
    private func press(_ key: WatchKey) -> Bool {
        state.withLock { state in
            let size = size
            if state.isTable {
                if state.table.press(key) { return true }
            } else {
                switch key {
                case .character("q"): return true
                case .up, .character("k"): state.top = max(0, state.top - 1)
                case .down, .character("j"): state.top += 1
                case .pageUp: state.top = max(0, state.top - size.rows / 2)
                case .pageDown, .character(" "): state.top += size.rows / 2
                case .home: state.top = 0
                default: return false
                }
            }
            if !state.last.isEmpty { draw(&state, size) }
            return false
        }
    }
}

/// What a watch shows.
private enum WatchedReport: Sendable {
    case pair(Report)
    /// With the number of each tenant, see `KeptFleet`.
    case fleet(FleetReport, numbers: [String: Int])

    /// Whether it has a row for each of many.
    var isOfMany: Bool {
        switch self {
        case .pair(let report): report.kind == .services
        case .fleet(let report, _): !report.fleet.tenants.isEmpty
        }
    }

    func show(in table: inout WatchTable) {
        switch self {
        case .pair(let report): table.show(report)
        case .fleet(let report, let numbers): table.show(report, numbers: numbers)
        }
    }

    /// The cluster that everything is about, and why it cannot be read.
    var failure: (side: ClusterSide, reason: String?) {
        switch self {
        case .pair(let report): (.tenant, report.topology.failure(of: .tenant))
        case .fleet(let report, _): (.management, report.platform.failure(of: .management))
        }
    }
}
