import Commands
import Documents
import TestSupport
import Testing

/// Clusters that change while `cleanup` reads and deletes.
extension MisbehavingServerTests {
    struct Race: Sendable, CustomTestStringConvertible {
        /// What changes, and which reads show it.
        enum Change: String, CaseIterable, Sendable {
            case serviceReturns = "/services"
            case otherCluster = "kube-system"
        }
        let change: Change
        /// The number of requests before it.
        let after: Int

        var testDescription: String { "\(change) after \(after) requests" }

        static let all = Change.allCases.flatMap { change in
            stride(from: 0, to: 100, by: TestExtent.isWhole ? 1 : 25).map { Race(change: change, after: $0) }
        }

        private static let uid = "2aa0d4f0-adc3-4c96-9ec8-e112609ef183"

        func files(_ files: [String: [UInt8]]) -> [String: [UInt8]] {
            let path = change == .serviceReturns ? "tenant/services.json" : "tenant/namespaces.json"
            guard var list = (try? JSONValue(parsing: files[path] ?? []))?.object, var items = list["items"]?.array
            else { return files }
            switch change {
            case .serviceReturns:
                guard let live = items.first(where: { $0["metadata"]?["name"]?.string == "keeper" }) else {
                    return files
                }
                items.append(live.merging(patch: ["metadata": ["name": "web", "uid": .string(Self.uid)]]))
            case .otherCluster:
                items = items.map {
                    $0["metadata"]?["name"]?.string == "kube-system"
                        ? $0.merging(patch: ["metadata": ["uid": "00000000-0000-4000-8000-000000000000"]]) : $0
                }
            }
            list["items"] = .array(items)
            var files = files
            files[path] = JSONValue.object(list).encoded()
            return files
        }
    }

    /// Whenever the change comes, nothing is deleted after a read that shows it.
    @Test(arguments: Race.all)
    func nothingIsDeletedAfterAReadThatForbidsIt(race: Race) async throws {
        let change = ClusterChange(after: race.after, race.files)
        try await HostilePair.honest("14-orphan-lb", change: change) { pair in
            let run = await pair.run(["cleanup", "--yes"], timeout: "20s")
            let requests = change.requests
            let deletion = requests.firstIndex { $0.text.contains(" DELETE ") }
            let reads = requests[..<(deletion ?? requests.endIndex)].filter {
                $0.text.hasPrefix("tenant ") && $0.text.contains(race.change.rawValue)
            }
            // Another cluster is known as such by what was read of the first one.
            let isSeen =
                reads.contains(where: \.isAfter) && (race.change == .serviceReturns || reads.first?.isAfter == false)
            #expect((deletion == nil) == isSeen, "\(run.output)\(run.error)")
        }
    }
}
