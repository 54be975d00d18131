import Characters
import Kubernetes

extension LogLine {
    /// Reads one line of Envoy's log: of what it does, or of a connection.
    package init(envoy bytes: ArraySlice<UInt8>, access: EnvoyAccess?, reference: Timestamp) {
        guard let access else {
            self.init(bytes, reference: reference)
            readEnvoy()
            return
        }
        self.init("", reference: reference)
        time = access.end
        level = access.flags.isEmpty ? .info : .warning
        logger = "access"
        message = String(decoding: bytes, as: UTF8.self)
    }

    /// `[2026-11-22 21:28:20.827][6891][info][upstream] [source/common/…:84] message`, spdlog's format as Envoy sets it up.
    mutating func readEnvoy() {
        var fields: [Substring] = []
        var rest = message[...]
        while fields.count < 4, rest.first == "[", let end = rest.firstIndex(of: "]") {
            fields.append(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        }
        guard fields.count == 4, let time = Timestamp(fields[0].replacingBytes(of: " ", with: "T") + "Z") else {
            return
        }
        let level = Level(named: fields[2])
        guard level != .unknown else { return }
        self.time = time
        self.level = level
        logger = String(fields[3])
        // Where in Envoy's source it comes from says nothing to people.
        if rest.hasPrefix(" [source/") || rest.hasPrefix(" [./source/"), let end = rest.firstByteRange(of: "] ") {
            rest = rest[end.upperBound...]
        }
        message = String(rest.drop { $0 == " " })
    }
}
