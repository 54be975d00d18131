import CommandLineKit
import LocalSystem
import Reports

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
        /// Said while watching; on a terminal they stand below the report.
        var notes: [String] = []
        var last = ""
        var isUnreachable = false
        var seenAt = ""
        /// Of the sight that is shown.
        var number = 0
        /// What `last` is the text of.
        var report: Report?
        var drawnSize: TerminalSize?
    }

    init(_ output: ReportOutput, _ environment: Environment) {
        self.environment = environment
        self.output = output
        let changes = StatusChanges(format: output.format, style: output.style, showsHeaders: output.showsHeaders)
        state = Locked(State(changes: changes))
    }

    /// Formats for programs are lines also on a terminal.
    private var isDrawn: Bool {
        environment.terminalWidth != nil && environment.variables["TERM"] != "dumb"
            && [.table, .wide, .short].contains(output.format)
    }

    /// Shows the report of a sight, unless a newer one has been shown.
    func show(_ report: Report, of sight: KeptObservation.Sight) {
        state.withLock { state in
            guard sight.number >= state.number else { return }
            state.number = sight.number
            if isDrawn {
                let size = size
                state.isTable = report.kind == .services && output.format == .table && output.detail == .usual
                if state.isTable { state.table.show(report) }
                state.report = report
                state.last = rendered(report, size)
                state.seenAt = sight.time.description
                draw(&state, size)
            } else {
                let text = state.changes.text(of: report, seen: sight.time)
                if !text.isEmpty { environment.writeOutput(text) }
                // A list of names has no place for it.
                if output.format == .name { noteUnreachable(report, &state) }
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

    private func noteUnreachable(_ report: Report, _ state: inout State) {
        let failure = report.topology.failure(of: .tenant)
        defer { state.isUnreachable = failure != nil }
        guard (failure != nil) != state.isUnreachable else { return }
        environment.note(
            failure.map { "the tenant cluster is unreachable: \($0)" } ?? "the tenant cluster is reachable again")
    }

    private var size: TerminalSize {
        environment.terminalSize() ?? TerminalSize(columns: output.style.width ?? 80, rows: 24)
    }

    private func style(_ size: TerminalSize) -> TextStyle {
        var style = output.style
        style.width = min(max(size.columns, 60), 250)
        return style
    }

    private func rendered(_ report: Report, _ size: TerminalSize) -> String {
        report.rendered(
            as: output.format, style: style(size), showsHeaders: output.showsHeaders, detail: output.detail)
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
            if let report = state.report { state.last = rendered(report, size) }
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
