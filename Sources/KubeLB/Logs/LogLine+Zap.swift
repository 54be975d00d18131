import Documents
import Kubernetes

/// zap's formats, as controller-runtime sets them up.
extension LogLine {
    /// `{"level":"error","ts":"2026-11-22T20:30:50.034Z","logger":"setup","msg":"…","error":"…"}`.
    ///
    /// A line that breaks off keeps what stands before the break: the stack trace comes last.
    mutating func readJSON(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: "{") else { return false }
        var line = LogLine()
        var (isLogLine, event) = (false, "")
        line.time = time
        line.readMembers(bytes) { line, key, value in
            switch key {
            case "msg":
                line.message = value.string ?? ""
                isLogLine = true
            case "level": line.level = Level(named: value.string ?? "")
            case "ts", "time": line.time = Self.time(value) ?? line.time
            // Programs that use go-kit's logger, as MetalLB does, write lines without a message.
            case "event", "message": event = value.string ?? ""
            default: break
            }
        }
        if !isLogLine, line.level != .unknown, line.time != nil {
            line.message = event
            isLogLine = true
        }
        if isLogLine { self = line }
        return isLogLine
    }

    /// The format of `--zap-encoder=console`: time, level, logger where there is one, message and fields, with tabs
    /// between them.
    mutating func readConsole(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "\t")) else { return false }
        var columns = text.split(separator: "\t")
        guard columns.count >= 3,
            let time = Timestamp(String(columns[0])) ?? Double(columns[0]).flatMap(Self.time)
        else { return false }
        let level = Level(named: columns[1])
        guard level != .unknown else { return false }
        self.time = time
        self.level = level
        columns.removeFirst(2)
        if columns.count > 1, let fields = columns.last, fields.hasPrefix("{") {
            columns.removeLast()
            readMembers(Array(fields.utf8)[...]) { _, _, _ in }
        }
        message = String(columns.removeLast())
        if let logger = columns.first { self.logger = String(logger) }
        return true
    }

    private init() {}

    private mutating func readMembers(
        _ bytes: ArraySlice<UInt8>, other: (inout LogLine, String, JSONValue) -> Void
    ) {
        var names: [String] = []
        var namespaces: [String] = []
        var services: [Object] = []
        var line = self
        var reader = JSONReader(Array(bytes), depthLimit: 32)
        do throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "stacktrace": try reader.skip()
                case "name":
                    let value = try reader.value()
                    // The tenant controller writes {"name":"…"} here.
                    names.append(value.string ?? value["name"]?.string ?? "")
                case "namespace": namespaces.append(try reader.string() ?? "")
                case "Service":
                    let value = try reader.value()
                    if let name = value["name"]?.string {
                        services.append(Object(name: name, namespace: value["namespace"]?.string ?? ""))
                    }
                default:
                    let name = key.string
                    let value = try reader.value()
                    if let text = value.string {
                        line.set(name, to: text)
                    } else if let inner = value["name"]?.string {
                        let namespace = value["namespace"]?.string.map { $0 + "/" } ?? ""
                        line.details.append(Detail(key: name, value: namespace + inner))
                    }
                    other(&line, name, value)
                }
            }
        } catch {
            // What was read before the break is kept.
        }
        line.objects += services
        line.setObjects(names: names, namespaces: namespaces)
        self = line
    }

    /// ISO 8601, which KubeLB sets, or seconds since 1970, which is zap's default.
    private static func time(_ value: JSONValue) -> Timestamp? {
        if let text = value.string { return Timestamp(text) }
        guard case .number(let number) = value else { return nil }
        return time(number.double)
    }

    private static func time(_ seconds: Double) -> Timestamp? {
        abs(seconds) < 1e11 ? Timestamp(milliseconds: Int(saturating: seconds * 1000)) : nil
    }
}
