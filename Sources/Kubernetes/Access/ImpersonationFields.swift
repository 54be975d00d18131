/// Impersonation as it is written, which may lack the user.
struct ImpersonationFields {
    var user: String?
    var groups: [String] = []
    var uid: String?
    var extra: [String: [String]] = [:]

    /// What these add to, or put in place of, an impersonation that is there.
    func applied(
        to present: Impersonation?, optionPrefix: String
    ) throws(KubeconfigError) -> Impersonation? {
        var fields = ImpersonationFields(
            user: present?.user, groups: present?.groups ?? [], uid: present?.uid, extra: present?.extra ?? [:])
        if let user { fields.user = user }
        if !groups.isEmpty { fields.groups = groups }
        if let uid { fields.uid = uid }
        if !extra.isEmpty { fields.extra = extra }
        return try fields.impersonation { message in
            KubeconfigError(message, hint: "add --\(optionPrefix)as USER")
        }
    }

    /// - Throws: where there is something to impersonate, but no user, as the API server would refuse it.
    func impersonation(
        _ error: (String) -> KubeconfigError
    ) throws(KubeconfigError) -> Impersonation? {
        guard let user else {
            guard groups.isEmpty, uid == nil, extra.isEmpty else {
                throw error("impersonation sets a group, UID or extra, but no user")
            }
            return nil
        }
        let values = [user] + groups + (uid.map { [$0] } ?? []) + extra.values.flatMap { $0 }
        guard values.allSatisfy(HeaderValue.isValid) else {
            throw error("impersonation contains a line break or another control character")
        }
        return Impersonation(user: user, groups: groups, uid: uid, extra: extra)
    }
}

extension KubeconfigRequest {
    var impersonation: ImpersonationFields {
        var extra: [String: [String]] = [:]
        for text in impersonatedExtra {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            extra[parts[0], default: []].append(parts.count > 1 ? parts[1] : "")
        }
        return ImpersonationFields(
            user: impersonatedUser, groups: impersonatedGroups, uid: impersonatedUID, extra: extra)
    }
}
