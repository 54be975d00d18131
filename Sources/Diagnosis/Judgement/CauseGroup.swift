import Kubernetes
import Topology

/// Root causes of one kind that are fixed in one way. The only place that decides what is one cause, for a pair of clusters and
/// for a fleet.
package enum CauseGroup {
    /// What must be the same of two findings.
    package enum Likeness: Sendable {
        /// The commands as they are: who runs them has fixed all of it.
        case sameCommands
        /// The commands but for the names, addresses and numbers in them: who has fixed one knows how to fix the others.
        case sameWay
    }

    /// The findings in their order, each among the first one of its group. One without remedies stays alone, unless it is an info:
    /// those with the same text but for names and numbers are one.
    package static func groups(of findings: [Finding], by likeness: Likeness) -> [[Finding]] {
        var groups: [[Finding]] = []
        var places: [Key: Int] = [:]
        for finding in findings {
            guard !finding.remedies.isEmpty || finding.severity == .info && likeness == .sameWay else {
                groups.append([finding])
                continue
            }
            let key = Key(finding, likeness)
            if let place = places[key] {
                groups[place].append(finding)
            } else {
                places[key] = groups.count
                groups.append([finding])
            }
        }
        return groups
    }

    /// Groups whose findings are fixed in the same way become one if they are in one scope. A group without a scope, or in
    /// several, stays as it is.
    package static func merged(_ groups: [[Finding]], scope: (Finding) -> Int?) -> [[Finding]] {
        struct Scoped: Hashable {
            let key: Key
            let scope: Int
        }
        var merged: [[Finding]] = []
        var places: [Scoped: Int] = [:]
        for group in groups {
            let scopes = Set(group.map(scope))
            guard let first = group.first, !first.remedies.isEmpty, scopes.count == 1, let scope = scopes.first ?? nil
            else {
                merged.append(group)
                continue
            }
            let key = Scoped(key: Key(first, .sameWay), scope: scope)
            if let place = places[key] {
                merged[place] += group
            } else {
                places[key] = merged.count
                merged.append(group)
            }
        }
        return merged
    }

    /// Groups that have objects in common become one.
    package static func merged(_ groups: [[Finding]], sharing objects: (Finding) -> [ObjectReference]) -> [[Finding]] {
        var merged: [[Finding]] = []
        var places: [ObjectReference: Int] = [:]
        for group in groups {
            let shared = group.flatMap(objects)
            let place = shared.lazy.compactMap { places[$0] }.first ?? merged.count
            if place == merged.count { merged.append(group) } else { merged[place] += group }
            for object in shared { places[object] = place }
        }
        return merged
    }

    fileprivate struct Key: Hashable {
        let code: CheckCode
        let severity: Severity
        var remedies: [Remedy] = []
        var way: [String] = []

        init(_ finding: Finding, _ likeness: Likeness) {
            code = finding.code
            severity = finding.severity
            switch likeness {
            case .sameCommands: remedies = finding.remedies
            case .sameWay:
                let names = CauseGroup.names(in: finding)
                let texts = finding.placedRemedies.flatMap { placed in
                    [placed.label, placed.words, placed.remedy.command?.text ?? ""]
                }
                way = (texts.isEmpty ? [finding.message] : texts).map { CauseGroup.masked($0, names) }
            }
        }
    }

    private static func names(in finding: Finding) -> Set<String> {
        var names = Set(finding.objects.flatMap { [$0.namespace, $0.name] })
        if let resource = finding.resource { names.formUnion([resource.namespace, resource.name, resource.uid]) }
        return names
    }

    /// The text with a sign in the place of each of some names, and of each word with a digit.
    private static func masked(_ text: String, _ names: Set<String>) -> String {
        var masked = ""
        var word = ""
        func end() {
            if word.utf8.contains(where: { (0x30...0x39).contains($0) }) || names.contains(word) {
                masked += "*"
            } else {
                masked += word
            }
            word = ""
        }
        for character in text {
            if character.isLetter || character.isNumber || character == "-" || character == "." {
                word.append(character)
            } else {
                end()
                masked.append(character)
            }
        }
        end()
        return masked
    }
}
