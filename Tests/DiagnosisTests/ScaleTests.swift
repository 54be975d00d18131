import Diagnosis
import Documents
import KubeLB
import Kubernetes
import TestSupport
import Testing
import Topology

/// What a run costs grows with the clusters, not with their square: counted in objects looked through, not in time.
@Suite struct ScaleTests {
    /// Everything that `doctor` and `trace -A --timeline` compute, and how many objects of lists they looked through.
    private static func cost(of bundle: MemoryBundle) throws -> (services: Int, scanned: Int) {
        let recorder = ReadRecorder()
        let topology = Topology(try bundle.observe(readsHistory: true), recorder: recorder)
        let diagnosis = Diagnosis(of: topology)
        let common = CommonTimeline(topology, tenantNamespace: topology.tenantNamespace)
        for service in diagnosis.services { _ = PathTrace(of: service, in: diagnosis, common: common) }
        return (diagnosis.services.count, recorder.scannedObjects)
    }

    private static let clusters = [
        "01-healthy", "04-ccm-down", "06-manager-down", "07-no-ip-pool", "15-status-drift", "17-no-endpoints",
    ]

    @Test(arguments: TestExtent.sample(clusters, oneIn: 3))
    func twiceTheServicesCostTwiceAsMuch(name: String) throws {
        let bundle = try Recorded.bundle(name).thinned
        let (small, large) = (
            try Self.cost(of: bundle.multiplied(to: 20)), try Self.cost(of: bundle.multiplied(to: 40))
        )
        #expect(large.services == small.services + 20)
        #expect(Double(large.scanned) < 2.2 * Double(small.scanned), "\(small.scanned) → \(large.scanned)")
    }

    /// Every Service would tell of every pod of the Envoys.
    @Test func longTimelinesKeepTheirEnd() throws {
        var bundle = try Recorded.bundle("01-healthy").thinned
        let path = "management/events.json"
        let list = try JSONValue(parsing: bundle.files[path] ?? [])
        var items = list["items"]?.array ?? []
        let event = try #require(items.first { $0["involvedObject"]?["kind"]?.string == "Deployment" })
        for number in 0..<3000 {
            let time = Timestamp(milliseconds: 1_795_000_000_000).adding(seconds: Double(number))
            items.append(
                event.merging(patch: [
                    "metadata": ["name": .string("made-\(number)")], "message": .string("number \(number)"),
                    "lastTimestamp": .string(time.description), "eventTime": .null, "series": .null,
                ]))
        }
        bundle.files[path] = list.merging(patch: ["items": .array(items)]).encoded()
        let diagnosis = try bundle.diagnose()
        let service = try #require(diagnosis.services.first)
        let timeline = try #require(PathTrace(of: service, in: diagnosis).timeline)
        #expect(timeline.entries.count == TraceTimeline.limit)
        #expect(timeline.omitted > 1000)
        #expect(timeline.entries.contains { $0.text.contains("number 2999") })
        #expect(!timeline.entries.contains { $0.text.hasSuffix("number 0") })
        #expect(zip(timeline.entries, timeline.entries.dropFirst()).allSatisfy { $0.time <= $1.time })
    }

    @Test func sharedTimelinesTellTheSame() throws {
        for name in ["04-ccm-down", "18-two-tenants", "13-deleted-stuck"] {
            let diagnosis = Diagnosis(of: Topology(try Recorded.bundle(name).thinned.observe(readsHistory: true)))
            let topology = diagnosis.topology
            let common = CommonTimeline(topology, tenantNamespace: topology.tenantNamespace)
            for service in diagnosis.services {
                let alone = try #require(PathTrace(of: service, in: diagnosis).timeline)
                let shared = try #require(PathTrace(of: service, in: diagnosis, common: common).timeline)
                #expect(alone.entries == shared.entries)
            }
        }
    }
}

extension MemoryBundle {
    /// The recorded cluster with so many Services: copies of its first one of type LoadBalancer, with everything that is of it
    /// alone in both clusters, under names, UIDs and ports of their own.
    func multiplied(to count: Int) throws -> MemoryBundle {
        let services = try JSONValue(parsing: files["tenant/services.json"] ?? [])["items"]?.array ?? []
        let first = try #require(services.first { $0["spec"]?["type"]?.string == "LoadBalancer" })
        let uid = try #require(first["metadata"]?["uid"]?.string)
        let name = try #require(first["metadata"]?["name"]?.string)
        var bundle = self
        for (path, bytes) in files where Self.multipliedFiles.contains(path) {
            let list = try JSONValue(parsing: bytes)
            var items = list["items"]?.array ?? []
            for item in items {
                let text = String(decoding: item.encoded(), as: UTF8.self)
                let isItsOwn =
                    text.contains(uid) || item["metadata"]?["labels"]?["kubernetes.io/service-name"]?.string == name
                    || path == "tenant/pods.json" && item["metadata"]?["name"]?.string?.hasPrefix("\(name)-") == true
                guard isItsOwn else { continue }
                for number in 1..<count { items.append(try Self.copy(text, uid, name, number)) }
            }
            bundle.files[path] = list.merging(patch: ["items": .array(items)]).encoded()
        }
        return bundle
    }

    private static let multipliedFiles: Set = [
        "tenant/services.json", "tenant/endpointslices.discovery.k8s.io.json", "tenant/pods.json", "tenant/events.json",
        "management/loadbalancers.kubelb.k8c.io.json", "management/services.json", "management/events.json",
    ]

    private static func copy(_ text: String, _ uid: String, _ name: String, _ number: Int) throws -> JSONValue {
        let digits = String(number)
        let ownUID = uid.dropLast(8) + String(repeating: "0", count: 8 - digits.count) + digits
        var text = text.replacing(uid, with: ownUID)
            .replacing("\"\(name)\"", with: "\"\(name)-\(number)\"").replacing(
                "\"\(name)-", with: "\"\(name)-\(number)-")
        // Node ports and the ports of Envoy have five digits.
        text = text.replacing(#/(ort":)([0-9]{5})\b/#) { "\($0.1)\((Int($0.2) ?? 0) + number * 10)" }
        return try JSONValue(parsing: Array(text.utf8))
    }
}
