package plots

// treeScript makes the SVG of a tree answer the pointer. It touches nothing outside its
// own document element and asks nothing of the network. Ids are ways from the root
// ("0.2.1"), so a node's ancestors are the prefixes of its id.
const treeScript = `<style>
.andor-tree .node{cursor:pointer}
.andor-tree .fade{opacity:.25}
.andor-tree .hide{display:none}
.andor-tree .lit path{stroke-width:2}
</style>
<script>//<![CDATA[
(function(){
  var me=document.currentScript, root=me&&me.closest?me.closest('.andor-tree'):document.querySelector('.andor-tree');
  if(!root)return;
  function all(q){return Array.prototype.slice.call(root.querySelectorAll(q))}
  var nodes=all('.node'), edges=all('.edge'), places=all('.place'), folded={};
  function under(id,top){return id.indexOf(top+'.')===0}
  function related(a,b){return a===b||under(a,b)||under(b,a)}
  function light(id){
    nodes.forEach(function(n){n.classList.toggle('fade',id!==null&&!related(n.dataset.id,id))});
    places.forEach(function(p){p.classList.toggle('fade',id!==null&&p.dataset.for!==id);p.classList.toggle('lit',p.dataset.for===id)});
    edges.forEach(function(e){var to=e.dataset.to.replace('.*','');e.classList.toggle('fade',id!==null&&!related(to,id))});
  }
  function hidden(id){for(var k in folded)if(folded[k]&&under(id,k))return true;return false}
  function show(){
    nodes.forEach(function(n){n.classList.toggle('hide',hidden(n.dataset.id))});
    places.forEach(function(p){p.classList.toggle('hide',hidden(p.dataset.for))});
    edges.forEach(function(e){e.classList.toggle('hide',hidden(e.dataset.to))});
  }
  nodes.forEach(function(n){
    var id=n.dataset.id;
    n.addEventListener('mouseenter',function(){light(id)});
    n.addEventListener('mouseleave',function(){light(null)});
    n.addEventListener('click',function(){folded[id]=!folded[id];show()});
  });
})();
//]]></script>
`
