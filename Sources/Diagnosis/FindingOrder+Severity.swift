extension FindingOrder {
    /// The findings, with those roots that ask for it as severe as what follows from them for the same Service.
    func raised(_ findings: [Finding], _ links: [[Int]]) -> [Finding] {
        guard findings.contains(where: \.isAsSevereAsEffects) else { return findings }
        var findings = findings
        // An effect of an effect raises its cause only through the one between, which stays as it is: so one round is enough.
        for (index, causes) in links.enumerated() {
            for cause in causes
            where findings[cause].isAsSevereAsEffects && links[cause].isEmpty
                && findings[cause].service == findings[index].service
            {
                findings[cause].severity = max(findings[cause].severity, findings[index].severity)
            }
        }
        return findings
    }
}
