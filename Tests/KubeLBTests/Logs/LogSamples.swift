import Documents
import KubeLB
import Kubernetes
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Recorded logs, and lines of others.
enum LogSamples {
    static let reference = Timestamp("2026-11-22T20:31:12Z") ?? Timestamp(milliseconds: 0)

    private static let recorded =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Recorded"

    /// Paths of the recorded controllers' logs below `Tests/Recorded`, sorted.
    static func recordedLogs() -> [String] {
        files(below: "").filter {
            $0.hasSuffix("ccm.log") || $0.hasSuffix("previous.log") || $0.hasSuffix("manager.log")
        }
        .sorted()
    }

    /// A recorded log, read when its cluster was recorded.
    static func recordedTail(_ path: String) throws -> LogTail {
        let cluster = path.prefix { $0 != "/" }
        let manifest = try JSONValue(parsing: bytes("\(cluster)/bundle.json"))
        let taken = try #require(manifest["takenAt"]?.string.flatMap { Timestamp($0) })
        return LogTail(text: bytes(path), reference: taken)
    }

    private static func bytes(_ path: String) -> [UInt8] {
        let descriptor = open("\(recorded)/\(path)", O_RDONLY)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    private static func files(below path: String) -> [String] {
        guard let stream = opendir("\(recorded)/\(path)") else { return path.isEmpty ? [] : [path] }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            // SAFETY: d_name is zero-terminated within the entry, which is valid until the next readdir.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { found += files(below: path.isEmpty ? name : "\(path)/\(name)") }
        }
        return found
    }

    static func line(_ text: String) -> LogLine { LogLine(text, reference: reference) }

    static func tail(_ lines: [String], last: Int = 200, reference: Timestamp = Self.reference) -> LogTail {
        LogTail(text: Array(lines.joined(separator: "\n").utf8), last: last, reference: reference)
    }

    /// The manager's line for a LoadBalancer whose tenant has no Addresses, at a second of 20:30.
    static func addressesMissing(second: Int, namespace: String = "tenant-demo") -> String {
        """
        {"level":"error","ts":"2026-11-22T20:30:\(second < 10 ? "0" : "")\(second).689Z","msg":"Reconciler error",\
        "controller":"envoy-cp-controller","controllerGroup":"kubelb.k8c.io","controllerKind":"LoadBalancer",\
        "LoadBalancer":{"name":"fa3d4da1","namespace":"\(namespace)"},"namespace":"\(namespace)","name":"fa3d4da1",\
        "reconcileID":"e92a5441","error":"failed to get addresses: Addresses.kubelb.k8c.io \\"default\\" not found",\
        "stacktrace":"sigs.k8s.io/controller-runtime"}
        """
    }

    /// The two lines of the CCM for a node whose turn found no address.
    static func noNodeAddress(second: Int, node: String) -> [String] {
        let time = "2026-11-22T20:30:\(second < 10 ? "0" : "")\(second).245Z"
        return [
            """
            {"level":"error","ts":"\(time)","logger":"kubelb.node.reconciler","msg":"unable to find a node with an IP \
            address","name":"\(node)","error":"no valid addresses found","stacktrace":"k8c.io"}
            """,
            """
            {"level":"error","ts":"\(time)","msg":"Reconciler error","controller":"node-controller","controllerGroup":"",\
            "controllerKind":"Node","Node":{"name":"\(node)"},"namespace":"","name":"\(node)","reconcileID":"70311e74",\
            "error":"no valid addresses found"}
            """,
        ]
    }
}
