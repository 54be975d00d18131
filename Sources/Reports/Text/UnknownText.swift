import Diagnosis
import Kubernetes
import Topology

extension Report {
    /// Why `status` has nothing to show, for formats without a place for it.
    package var reasonsForNothing: [String] { UnknownText(report: self).reasonsForNothing }
}

/// The lines about what could not be seen.
struct UnknownText {
    let report: Report

    /// More refusals than this on one side are one line: an identity that may read little is one reason, not twenty.
    private static let refusalLimit = 3

    /// With labels, for terminals.
    func lines(_ painter: Painter) -> [String] {
        texts.flatMap { painter.hanging("unknown", $0, indent: 0, labelWidth: 8) }
            + report.damage.flatMap { painter.hanging("damaged", $0, indent: 0, labelWidth: 8) }
    }

    /// Why there is nothing to show of what was asked for, with the next step; nothing if there is something, or nothing exists.
    var reasonsForNothing: [String] {
        let isStatus = report.kind == .service || report.kind == .services
        guard isStatus, report.resources.isEmpty, report.lone.isEmpty, report.exitStatus != 0 else { return [] }
        return Array(texts.prefix(Self.refusalLimit))
    }

    /// The same as items of a list.
    var items: [String] { texts + report.damage.map { "damaged: \($0)" } }

    /// One line a reason, with the reads that it kept from us and the checks that are unknown for it.
    private var texts: [String] {
        var groups = UnreadGroup.groups(of: report.unknownChecks.map { ($0.input, $0.reason, $0.code) })
        var texts: [String] = []
        for side in ClusterSide.allCases {
            let refused = groups.filter { $0.side == side && $0.right != nil }
            guard refused.count > Self.refusalLimit else { continue }
            groups.removeAll { $0.side == side && $0.right != nil }
            texts.append(refusals(side, refused))
        }
        return texts
            + groups.map { group in
                "\(group.reads): \(reason(of: group)); not checked: \(Self.list(group.codes))" + hint(group)
            }
    }

    /// What kept a whole cluster from being read is a finding of its own, which is printed in full.
    private func reason(of group: UnreadGroup) -> String {
        guard let failure = report.topology.failure(of: group.side),
            group.reason.cause == UnknownReason.failed(failure).cause, report.findings.contains(where: \.isAboutReach)
        else { return "\(group.reason)" }
        return "the \(group.side.rawValue) cluster could not be read"
    }

    /// The next step of somebody who has set no management cluster and may not use the CCM's credentials either.
    private func hint(_ group: UnreadGroup) -> String {
        guard group.side == .management, case .failed(let text) = group.reason, text.hasPrefix("not read: ") else {
            return ""
        }
        let isForbidden = text.containsBytes(of: "is forbidden")
        return "; set one with --management-context or --management-kubeconfig"
            + (isForbidden
                ? ", or ask an administrator of the tenant cluster for that permission (doctor --print-rbac prints it)"
                : "")
    }

    private func refusals(_ side: ClusterSide, _ groups: [UnreadGroup]) -> String {
        let rights = UnreadGroup.list(groups.compactMap { $0.right?.description }, limit: 3, noun: "permissions")
        let codes = Self.list(groups.flatMap(\.codes).uniqued().sorted())
        let isCCM = side == .management && report.topology.hasCCMIdentityOnly
        let who = isCCM ? "the CCM's own credentials lack" : "forbidden: needs"
        let hint = isCCM ? "use another identity with --management-context" : "--print-rbac prints the permissions"
        return "\(side.rawValue): \(who) \(rights); not checked: \(codes); \(hint)"
    }

    private static func list(_ codes: [CheckCode]) -> String {
        UnreadGroup.list(codes.map(\.description), limit: 6, noun: "checks")
    }
}
