import Characters
import Commands
import Documents
import KubeLB
import Kubernetes
import LocalSystem
import Sandbox

/// What fuzzing starts from: small files of the recorded clusters, by a fixed list, and texts that no recording has.
package struct FuzzSeeds: Sendable {
    /// The directory of the recorded clusters, `Tests/Recorded`.
    private let recorded: String

    package init(recorded: String) { self.recorded = recorded }

    private static let cluster = "d01-healthy"
    private static let envoy = "metrics/management/tenant-demo/envoy-tenant-demo-5c4cccb9c7-98sfh"
    private static let managerLog = "logs/management/kubelb/kubelb-manager-5854cb6d4b-5sqnc/manager.log"
    private static let ccmLog = "logs/tenant/kubelb/kubelb-ccm-65d9674b8d-pjzp5/ccm.log"
    private static let envoyLog =
        "logs/management/tenant-demo/envoy-tenant-demo-5c4cccb9c7-4qfzc/envoy-proxy.log"

    /// The inputs of a target, each at most 64 KiB long.
    package func inputs(of target: FuzzTarget) -> [[UInt8]] {
        let inputs: [[UInt8]] =
            switch target {
            case .json: ["bundle.json", "management/leases.coordination.k8s.io.json", "tenant/version.json"].map(file)
            case .yaml: Self.bytes(Self.yaml, Self.kubeconfig, Self.configuration)
            case .kubeconfig: Self.bytes(Self.kubeconfig)
            case .archive: [archive]
            case .zap: lines(Self.managerLog) { $0.first == UInt8(ascii: "{") } + Self.bytes(Self.console)
            case .klog: lines(Self.ccmLog) { $0.first != UInt8(ascii: "{") } + Self.bytes(Self.klog)
            case .access:
                lines(Self.envoyLog, of: "d06-xds-down") { $0.first == UInt8(ascii: "[") }
                    + Self.bytes(Self.access, Self.gatewayAccess)
            case .metrics: pages
            case .hosts: [file("\(Self.envoy).clusters.json")]
            case .baseline: Self.bytes(Self.baseline)
            case .plan: Self.bytes(Self.plan)
            case .configuration: Self.bytes(Self.configuration)
            case .query:
                Self.bytes(
                    #"{range .a[?(@.b>=1)]}{.c}{"\t"}{end}{..b}{.a[-1:]['b','c']}"#, ".a[0].b", "{.d")
            case .selector: Self.bytes("app=web,tier!=cache,!old,env in (a,b),zone notin (x),new", "app==web")
            case .duration: Self.bytes("20s", "1m30s", "500ms", "1.5h", "10000000000000000000h", "200,3xx,400-499")
            case .arguments: Self.bytes(Self.arguments)
            case .watch: Self.bytes(Self.watch)
            case .list: lists
            case .timestamp:
                Self.bytes("2026-11-22T20:31:12.123456789Z", "2026-11-22 20:31:12+01:00", "9999-12-31T23:59:59-23:59")
            case .certificate: [Base64.decode(Self.certificate) ?? []]
            case .log: logs
            case .bundle: parts
            }
        return inputs.filter { !$0.isEmpty }.map { Array($0.prefix(1 << 16)) }
    }

    // MARK: Recorded

    private func file(_ path: String) -> [UInt8] { file(path, of: Self.cluster) }

    private func file(_ path: String, of cluster: String) -> [UInt8] {
        (try? FileSystem.contents(of: "\(recorded)/\(cluster)/\(path)", limit: 1 << 20)) ?? []
    }

    /// Lines of different forms, as far as the first ten letters of their messages tell.
    private func lines(
        _ path: String, of cluster: String = cluster, where isWanted: (ArraySlice<UInt8>) -> Bool
    ) -> [[UInt8]] {
        var lengths = Set<Int>()
        return file(path, of: cluster).split(separator: 0x0A).filter {
            isWanted($0) && lengths.insert($0.count / 16).inserted
        }
        .prefix(40).map { Array($0) }
    }

    /// Pages of statistics with the samples that are read, and a few more.
    private var pages: [[UInt8]] {
        [
            file("\(Self.envoy).prom"), file("metrics/tenant/kubelb/kubelb-ccm-65d9674b8d-pjzp5.prom"),
            file("metrics/management/kubelb/kubelb-manager-5854cb6d4b-5sqnc.prom"),
        ].map(Self.thinned)
    }

    private static func thinned(_ page: [UInt8]) -> [UInt8] {
        let kept = [
            "membership_", "udp_sess_", "cds_", "lds_", "listeners_active", "listener_create", "uptime", "kubelb_",
            "leader_election", "process_start",
        ]
        let lines = String(decoding: page, as: UTF8.self).split(separator: "\n")
            .filter { line in !line.hasPrefix("#") && kept.contains { line.containsBytes(of: $0) } }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// The files of the bundle in which `bundle` replaces one: the example clusters, a few KiB in all, so that an input
    /// takes milliseconds; with lines and samples of recorded controllers.
    var bundleFiles: [String: [UInt8]] {
        var files = (try? ExamplePair().files) ?? [:]
        let pages = pages.map { Array($0.prefix(2048)) }
        let (manager, ccm) = ("management/kubelb/kubelb-manager-1", "tenant/kubelb/kubelb-ccm-1")
        let envoy = "management/tenant-acme/envoy-tenant-acme-1"
        files["metrics/\(envoy).prom"] = pages.first
        files["metrics/\(ccm).prom"] = pages.dropFirst().first
        files["metrics/\(manager).prom"] = pages.last
        let logs = logs
        files["logs/\(manager)/manager.log"] = logs.first
        files["logs/\(ccm)/ccm.log"] = logs.dropFirst().first
        files["logs/\(envoy)/envoy-proxy.log"] = logs.last
        for side in ["tenant", "management"] {
            files["\(side)/access.json"] = Array(#"{"clockSkewSeconds": 12.5, "answerSeconds": 0.25}"#.utf8)
        }
        return files.filter { !$0.value.isEmpty }
    }

    /// A few lines of each controller's log, of different forms.
    private var logs: [[UInt8]] {
        let lines = [
            lines(Self.managerLog) { _ in true }, lines(Self.ccmLog) { _ in true },
            lines(Self.envoyLog, of: "d06-xds-down") { _ in true },
        ]
        return lines.map { Array($0.suffix(4).joined(separator: [0x0A])) }
    }

    private var parts: [[UInt8]] {
        bundleFiles.sorted { $0.key < $1.key }.map { Array($0.key.utf8) + [0x0A] + $0.value }
    }

    /// A list of each kind with its first object alone: the shorter an input, the more mutations of it in a second.
    private var lists: [[UInt8]] {
        FuzzTarget.listKinds.enumerated().compactMap { number, kind in
            let lists = ["tenant", "management"].compactMap {
                try? JSONValue(parsing: file("\($0)/\(kind.resource).json"))
            }
            guard let list = lists.first(where: { $0["items"]?[0] != nil }) ?? lists.first, var object = list.object
            else { return nil }
            object["items"] = .array(Array((list["items"]?.array ?? []).prefix(1)))
            return [UInt8(number)] + JSONValue.object(object).encoded()
        }
    }

    private var archive: [UInt8] {
        let small = bundleFiles.filter { $0.value.count < 2048 }.sorted { $0.key < $1.key }
        return OutsideInputs.archived(small.map { ($0.key, $0.value) })
    }
}
