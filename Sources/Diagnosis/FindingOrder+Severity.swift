extension FindingOrder {
    /// The findings, with those roots that ask for it as severe as all that follows from them for the same Service.
    func raised(_ findings: [Finding], _ links: [[Int]]) -> [Finding] {
        guard findings.contains(where: \.isAsSevereAsEffects) else { return findings }
        var worst = findings.map(\.severity)
        var findings = findings
        // Causes form no cycle, so this ends.
        var changed = true
        while changed {
            changed = false
            for (effect, causes) in links.enumerated() {
                for cause in causes
                where findings[cause].service == findings[effect].service && worst[cause] < worst[effect] {
                    worst[cause] = worst[effect]
                    changed = true
                }
            }
        }
        for index in findings.indices where findings[index].isAsSevereAsEffects && links[index].isEmpty {
            findings[index].severity = worst[index]
        }
        return findings
    }
}
