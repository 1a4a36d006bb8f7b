from maskapp.outputs.figures.records import COUNT_NAMES, Counts


def test_counts_add_up_field_by_field():
    one, two = Counts(*range(9)), Counts(*range(10, 19))
    assert Counts.total([one, two]) == Counts(*range(10, 28, 2))
    assert Counts.total([two, one - two]) == one
    assert Counts(*one.values()) == one
    assert len(COUNT_NAMES) == 9


def test_shares_are_those_of_the_people_who_came():
    counts = Counts(masked=90, bare=5, wrong=3, uncertain=2, came_masked=3, came_bare=1)
    assert (counts.people, counts.came, counts.masked_share) == (100, 4, 0.75)
    assert Counts(masked=5).masked_share is None
