import Kubernetes
import Topology

/// Which findings quote an Event as evidence.
package struct EventFindings: Sendable {
    private struct Quotation {
        let value: String
        let code: CheckCode
        /// Where the objects of the finding are that have the name of the Event's object; empty if it lists no such object.
        let sides: Set<ClusterSide>
    }

    private var quotations: [String: [Quotation]] = [:]

    /// Of the findings that count, root causes first.
    package init(_ diagnosis: Diagnosis) {
        for finding in diagnosis.findings {
            for evidence in finding.evidence where evidence.source.hasPrefix(Evidence.eventPrefix) {
                let name = evidence.source.dropFirst(Evidence.eventPrefix.count)
                // Clusters may have objects of one name.
                let sides = finding.objects.filter { "\($0.kind) \($0.namespace)/\($0.name)" == name }.map(\.side)
                quotations[evidence.source, default: []].append(
                    Quotation(value: evidence.value, code: finding.code, sides: Set(sides)))
            }
        }
    }

    /// The codes of the findings for which it is evidence, each once; empty also if the check could not be evaluated.
    package func codes(for entry: EventEntry) -> [CheckCode] {
        let source = Evidence.eventSource(entry.objectKind, entry.objectNamespace, entry.objectName)
        let text = Evidence.eventText(entry.reason, entry.message)
        return (quotations[source] ?? []).filter { quotation in
            // While Events are followed, the count grows.
            (quotation.value == text || quotation.value.hasPrefix(text + Evidence.eventCount))
                && (quotation.sides.isEmpty || quotation.sides.contains(entry.side))
        }.map(\.code).uniqued()
    }
}
