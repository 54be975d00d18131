import KubeLB
import Kubernetes
import Topology

/// The logs in a bundle.
struct BundleLogs: LogSupply {
    let files: BundleFiles
    let topology: Topology

    /// Every log file of the components, of the controllers' and the tenant's namespaces: also those of pods that are gone.
    func logs(_ components: [LogComponent], previous: Bool) -> LogChoice {
        let all = files.paths(below: "logs").compactMap(Self.source).filter { $0.isPrevious == previous }
        var choice = LogChoice()
        for component in components {
            let found = all.filter { source in
                LogComponent(container: source.container, on: source.side) == component
                    && namespace(of: component).map { $0 == source.namespace } ?? true
            }
            choice.logs += found
            let size = FileSystem.size(BundleFiles.logLimit)
            for source in found where files.isCut(source.path) {
                choice.problems.append(
                    LogProblem(text: "\(source.path): only the last \(size) are read", component: component))
            }
            if found.isEmpty {
                let run = previous ? " of an earlier run" : ""
                choice.problems.append(
                    LogProblem(
                        text: "the bundle contains no log of the \(component.title)\(run)", kind: .absent,
                        component: component))
            }
        }
        if files.truncation != nil {
            choice.problems.append(LogProblem(text: "logs may be missing, because the archive is incomplete"))
        }
        return choice
    }

    private func namespace(of component: LogComponent) -> String? {
        switch component {
        case .ccm: topology.ccm.namespace
        case .manager: topology.manager.namespace
        case .envoy: topology.tenantNamespace
        }
    }

    /// `logs/<cluster>/<namespace>/<pod>/<container>[.previous].log`
    static func source(_ path: String) -> LogSource? {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count == 5, let side = ClusterSide(rawValue: parts[1]), parts[4].hasSuffix(".log") else {
            return nil
        }
        let name = parts[4].dropLast(".log".count)
        let isPrevious = name.hasSuffix(".previous")
        return LogSource(
            side: side, namespace: parts[2], pod: parts[3],
            container: String(isPrevious ? name.dropLast(".previous".count) : name), isPrevious: isPrevious)
    }

    func open(_ log: LogSource, _ range: LogRange) async -> Result<any LogLines, LogProblem> {
        switch files.read(log.path) {
        case .success(let bytes?): .success(StoredLog(bytes, tail: range.tail))
        case .success(nil): .failure(LogProblem(text: "\(log.path) is not in the bundle", kind: .absent))
        case .failure(let error): .failure(LogProblem(text: error.message))
        }
    }
}

/// A log whose bytes are there.
struct StoredLog: LogLines {
    private var cutter = LineCutter(limit: LogStream.lineLimit)

    init(_ bytes: [UInt8], tail: Int? = nil) {
        cutter.feed(tail.map { Self.last($0, of: bytes) } ?? bytes)
    }

    mutating func next() -> LogRecord? {
        (cutter.next() ?? cutter.rest()).map { LogRecord($0) }
    }

    private static func last(_ count: Int, of bytes: [UInt8]) -> [UInt8] {
        var start = bytes.last == 0x0A ? bytes.count - 1 : bytes.count
        var left = count
        guard left > 0 else { return [] }
        while let newline = bytes[..<start].lastIndex(of: 0x0A) {
            left -= 1
            if left == 0 { return Array(bytes[(newline + 1)...]) }
            start = newline
        }
        return bytes
    }
}

extension LogComponent {
    var title: String {
        switch self {
        case .ccm: "CCM"
        case .manager: "manager"
        case .envoy: "tenant's Envoy"
        }
    }
}
