-- Who is in quarantine: few, whom reviewers read.
CREATE INDEX agents_quarantined ON agents (id) WHERE sanction = 'quarantine';
