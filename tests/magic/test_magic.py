def test_it_tells_where_one_is(kernel, bare):
    answer = kernel.run("%envmgr")
    print(answer)
    assert answer.error == ""
    assert "bare" in answer.plain
