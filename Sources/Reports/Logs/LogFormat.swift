import CommandLineKit
import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Topology

/// One line of a log for people or programs.
package struct LogFormat: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case text
        case json
        case raw
    }

    private let format: Format
    /// What of the JSON object of a line is shown instead of it.
    private let query: OutputQuery?
    private let painter: Painter
    private let showsPrefix: Bool
    /// Whether control characters have to be kept away from a terminal also where lines are printed as they are.
    private let isTerminal: Bool
    /// What to call a side: the context's name.
    private let names: [ClusterSide: String]
    private let day: String
    private var prefixWidth = 0
    /// Prefixes that were made before, with their widths.
    private var prefixes: [PrefixKey: (text: String, width: Int)] = [:]

    private struct PrefixKey: Hashable {
        let source: LogSource
        let component: LogComponent
        let isOneOfSeveral: Bool
    }

    /// `now` is by the tenant cluster's clock: lines of another day show their date.
    package init(
        _ format: Format, query: OutputQuery? = nil, style: TextStyle, showsPrefix: Bool = true,
        names: [ClusterSide: String] = [:],
        now: Timestamp
    ) {
        self.format = format
        self.query = query
        painter = Painter(style: style)
        isTerminal = style.width != nil
        self.showsPrefix = showsPrefix
        self.names = names.mapValues { truncateMiddle(escaped($0), to: Self.nameWidth) }
        day = String(now.description.prefix(10))
    }

    private static let nameWidth = 20

    /// The line with its newline. `pod`: of several pods of the component, so that its name has to be told.
    package mutating func line(_ entry: LogEntry, code: CheckCode?, isOneOfSeveral: Bool) -> String {
        if let query {
            let value = document(entry, code)
            do throws(JSONPathBudget.Exhausted) {
                return try query.text(of: OutputDocument(value: value, rows: [value]), showsHeaders: false) + "\n"
            } catch {
                return "the query \(error.message)\n"
            }
        }
        return switch format {
        case .text: text(entry, code, isOneOfSeveral) + "\n"
        case .json: String(decoding: document(entry, code).encoded(), as: UTF8.self) + "\n"
        case .raw: raw(entry) + "\n"
        }
    }

    /// Makes room for the prefix of a log before its first line, so that messages stand beneath each other.
    package mutating func expect(_ source: LogSource, _ component: LogComponent, isOneOfSeveral: Bool) {
        guard showsPrefix else { return }
        prefixWidth = max(prefixWidth, prefix(source, component, isOneOfSeveral).width)
    }

    // MARK: Text

    private mutating func text(_ entry: LogEntry, _ code: CheckCode?, _ isOneOfSeveral: Bool) -> String {
        var shown = showsPrefix ? prefix(entry, isOneOfSeveral) + " " : ""
        shown += painter.paint(time(entry.time), .dim)
        let (level, ink) = level(of: entry)
        shown += " "
        shown += ink.map { painter.paint(level, $0) } ?? level
        var message = entry.access.map(text) ?? text(entry.line)
        if entry.cut > 0 { message += " … (\(entry.cut) bytes cut)" }
        shown += " "
        shown += painter.plain(message)
        if let code { shown += " " + painter.paint(painter.style.isASCII ? "-> \(code)" : "→ \(code)", .bold) }
        return shown
    }

    private mutating func prefix(_ entry: LogEntry, _ isOneOfSeveral: Bool) -> String {
        let (prefix, width) = prefix(entry.source, entry.component, isOneOfSeveral)
        prefixWidth = max(prefixWidth, width)
        let pad = String(repeating: " ", count: prefixWidth - width)
        let ink: Painter.Ink =
            switch entry.component {
            case .ccm: .blue
            case .manager: .green
            case .envoy: .yellow
            }
        return painter.paint(prefix, ink) + pad
    }

    private mutating func prefix(
        _ source: LogSource, _ component: LogComponent, _ isOneOfSeveral: Bool
    ) -> (text: String, width: Int) {
        let key = PrefixKey(source: source, component: component, isOneOfSeveral: isOneOfSeveral)
        if let known = prefixes[key] { return known }
        var prefix = "\(names[source.side] ?? source.side.rawValue)/\(component.rawValue)"
        if isOneOfSeveral, let part = source.pod.split(separator: "-").last { prefix += "-\(escaped(String(part)))" }
        if source.isPrevious { prefix += " (previous)" }
        let text = painter.plain(prefix)
        prefixes[key] = (text, displayWidth(text))
        return (text, displayWidth(text))
    }

    /// `12:01:07.331` of the day of now, `11-21 23:59:59.000` of another one.
    private func time(_ time: Timestamp?) -> String {
        guard let time else { return "            " }
        let text = time.millisecondText
        let clock = text.dropFirst(11).dropLast()
        return text.hasPrefix(day) ? String(clock) : "\(text.dropFirst(5).prefix(5)) \(clock)"
    }

    private func level(of entry: LogEntry) -> (String, Painter.Ink?) {
        if entry.access != nil { return ("access", entry.line.level == .warning ? .yellow : nil) }
        return switch entry.line.level {
        case .error: ("error ", .red)
        case .warning: ("warn  ", .yellow)
        case .info: ("info  ", nil)
        case .debug: ("debug ", .dim)
        case .unknown: ("-     ", nil)
        }
    }

    private func text(_ line: LogLine) -> String {
        let writer = line.controller.isEmpty ? line.logger : line.controller
        if writer.isEmpty, line.objects.isEmpty, line.error.isEmpty { return escaped(Self.undated(line)) }
        var words: [String] = []
        if !writer.isEmpty { words.append(escaped(writer) + " ") }
        if let object = line.objects.last {
            words.append(escaped(object.namespace.isEmpty ? object.name : "\(object.namespace)/\(object.name)"))
        }
        words.append(escaped(Self.undated(line)) + (line.error.isEmpty ? "" : ": \(escaped(line.error))"))
        return words.joined(separator: " ")
    }

    /// The message without the time that Go's package log writes before plain lines: it stands in front already.
    private static func undated(_ line: LogLine) -> String {
        let message = line.message
        guard line.level == .unknown, line.time != nil else { return message }
        let date = message.prefix(20)
        let isDate = date.utf8.enumerated().allSatisfy { index, byte in
            switch index {
            case 4, 7: byte == UInt8(ascii: "/")
            case 10, 19: byte == UInt8(ascii: " ")
            case 13, 16: byte == UInt8(ascii: ":")
            default: (0x30...0x39).contains(byte)
            }
        }
        return isDate && date.utf8.count == 20 ? String(message.dropFirst(20)) : message
    }

    private func text(_ access: EnvoyAccess) -> String {
        let arrow = painter.style.isASCII ? "->" : "→"
        var words = [escaped(access.downstream), arrow, access.upstream.map(escaped) ?? "no healthy node"]
        if !access.flags.isEmpty { words.append("flags=\(escaped(access.flags.joined(separator: ",")))") }
        words += ["\(access.bytesReceived)B in", "\(access.bytesSent)B out", "\(access.milliseconds)ms"]
        return words.joined(separator: " ")
    }

    // MARK: Raw

    private func raw(_ entry: LogEntry) -> String {
        let text = String(decoding: entry.bytes, as: UTF8.self)
        let mark = entry.cut > 0 ? " … (\(entry.cut) bytes cut)" : ""
        // The one place where bytes of a cluster are written as they are: a log in a pipe or a file, as kubectl writes it.
        return (isTerminal ? escaped(text) : TerminalText.own(text)) + mark
    }

    // MARK: JSON

    private func document(_ entry: LogEntry, _ code: CheckCode?) -> JSONValue {
        let line = entry.line
        var object: JSONObject = [
            "time": entry.time.map { .string($0.millisecondText) } ?? .null,
            "cluster": .string(entry.source.side.rawValue), "component": .string(entry.component.rawValue),
            "namespace": .string(entry.source.namespace), "pod": .string(entry.source.pod),
            "container": .string(entry.source.container), "previous": .bool(entry.source.isPrevious),
            "level": .string(line.level.keyword),
            "logger": .string(line.controller.isEmpty ? line.logger : line.controller),
            "message": .string(line.message), "error": line.error.isEmpty ? .null : .string(line.error),
            "objects": .array(
                line.objects.map { ["namespace": .string($0.namespace), "name": .string($0.name)] }),
        ]
        if let access = entry.access {
            object["access"] = [
                "start": .string(access.start.millisecondText), "downstream": .string(access.downstream),
                "upstream": access.upstream.map { .string($0) } ?? .null,
                "flags": .array(access.flags.map { .string($0) }),
                "bytesReceived": .number(JSONNumber(access.bytesReceived)),
                "bytesSent": .number(JSONNumber(access.bytesSent)),
                "milliseconds": .number(JSONNumber(access.milliseconds)),
            ]
        }
        object["code"] = code.map { .string("\($0)") } ?? .null
        object["cutBytes"] = .number(JSONNumber(entry.cut))
        object["line"] = .string(String(decoding: entry.bytes, as: UTF8.self))
        return .object(object)
    }
}

extension LogLine.Level {
    /// The word of JSON and of `--level`.
    package var keyword: String {
        switch self {
        case .error: "error"
        case .warning: "warning"
        case .info: "info"
        case .debug: "debug"
        case .unknown: "unknown"
        }
    }
}
