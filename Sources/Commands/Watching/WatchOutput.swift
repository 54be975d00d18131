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
        var changes: StatusChanges
        /// Said while watching; on a terminal they stand below the report.
        var notes: [String] = []
        var last = ""
        var isUnreachable = false
        var seenAt = ""
        /// Of the sight that is shown.
        var number = 0
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
                var style = output.style
                let size = environment.terminalSize() ?? TerminalSize(columns: style.width ?? 80, rows: 24)
                style.width = min(max(size.columns, 60), 250)
                state.last = report.rendered(
                    as: output.format, style: style, showsHeaders: output.showsHeaders, detail: output.detail)
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

    private func draw(_ state: inout State, _ size: TerminalSize) {
        let notes = state.notes.map { "note: \(escaped($0))\n" }.joined()
        let head = "As of \(state.seenAt), updated on changes. Press Ctrl-C to stop.\n\n"
        environment.writeOutput(state.screen.drawing(head + state.last + notes, size: size))
    }
}
